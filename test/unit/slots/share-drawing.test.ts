import { expect } from 'chai';
import { drawSharePicture } from '../../../src/features/slots/share-drawing.ts';

const person = { id: '6560f1a2b3c4d5e6f7a8b901', name: 'Arjun', headline: 'Engineer', photo: null };
const draw = (topics: string) =>
  drawSharePicture(
    { title: 'Arjun', arts: [], lines: ['Engineer', topics], leaf: null, stub: null, person },
    undefined,
  );

/** Some chats show only the square in the middle of 1200 by 630. */
const SQUARE = [285, 915] as const;

/** Where the letters of a drawing begin, from left to right. */
const lettersOf = (drawing: string) =>
  [...drawing.matchAll(/translate\((\S+) \S+\) scale\(\S+ -/g)].map(([, x]) => Number(x));
const isInSquare = (x: number) => x >= SQUARE[0] && x <= SQUARE[1];

function expectFaceInSquare(drawing: string): void {
  const [, x, width] = /<image x="(\S+)" y="\S+" width="(\S+)"/.exec(drawing)!.map(Number);
  expect(isInSquare(x!) && isInSquare(x! + width!)).to.equal(true);
}

describe('drawSharePicture', () => {
  it('has face, title and time of a session in the square that chats cut out', () => {
    const session = {
      title: 'System design, one question in depth, and then another question',
      arts: [{ name: 'code', tint: 3 }],
      lines: [
        'Wednesday, 23 September 2026',
        '11:00 pm – Thu 12:30 am Kathmandu time • 1 h 30 min',
        'In India',
      ],
      leaf: { month: 'Sep', day: '23' },
      stub: { text: '₹499', isClosed: false },
      person,
    };
    const drawing = drawSharePicture(session, 'data:,');
    const onStub = lettersOf(drawSharePicture({ ...session, title: '', lines: [], person: null }, undefined));
    expect(onStub.every((x) => x > SQUARE[1])).to.equal(true);
    const outside = lettersOf(drawing).filter((x) => !isInSquare(x));
    expect(outside).to.deep.equal(onStub);
    expectFaceInSquare(drawing);
  });

  it('has face and all texts of a mentor in that square', () => {
    const drawing = drawSharePicture(
      {
        title: 'Venkatanarasimharajuvaripeta Krishnamoorthy',
        arts: [],
        lines: ['Data scientist, forecasting and experiments'],
        leaf: null,
        stub: null,
        person,
      },
      'data:,',
    );
    expect(lettersOf(drawing)).to.have.length.above(50);
    expect(lettersOf(drawing).filter((x) => !isInSquare(x))).to.deep.equal([]);
    expectFaceInSquare(drawing);
  });

  it('leaves no place blank for texts in letters that the typeface does not have', () => {
    const session = (title: string, name = 'Arjun') =>
      drawSharePicture(
        {
          title,
          arts: [],
          lines: ['Wednesday, 23 September 2026'],
          leaf: null,
          stub: { text: '₹499', isClosed: false },
          person: { ...person, name },
        },
        'data:,',
      );
    for (const title of ['தமிழ் இலக்கணம்', 'اردو شاعری', 'বাংলা গান, part 2', '🧘‍♀️'])
      expect(session(title) === session('Live session'), title).to.equal(true);
    for (const title of ['योग और ध्यान', 'Yoga 🧘‍♀️', 'Tamil (தமிழ்) for beginners', '2 + 2'])
      expect(session(title) === session('Live session'), title).to.equal(false);
    expect(session('Yoga', 'தமிழ்') === session('Yoga', 'Mentor')).to.equal(true);
  });

  it('leaves out the topics of a mentor that do not fit, with their bullets', () => {
    expect(draw('System design • Databases • Distributed computing')).to.equal(
      draw('System design • Databases'),
    );
    expect(draw('System design • Databases')).to.not.equal(draw('System design'));
  });
});
