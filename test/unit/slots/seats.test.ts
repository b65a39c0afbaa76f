import { expect } from 'chai';
import { toSeats } from '../../../src/features/slots/session-card.page.ts';

describe('the seats of a session', () => {
  const seatsOf = (maxStudents: number, currentStudents: number) =>
    toSeats({ sessionType: 'group', maxStudents, currentStudents });

  it('have a bar only once half of them are sold', () => {
    expect(seatsOf(25, 5).taken).to.equal(null);
    expect(seatsOf(20, 9).taken).to.equal(null);
    expect(seatsOf(20, 10).taken).to.equal(50);
    expect(seatsOf(20, 20).taken).to.equal(100);
    expect(seatsOf(1, 1).taken).to.equal(null);
  });

  it('are few from two on, unless there were no more', () => {
    expect(seatsOf(12, 9).level).to.equal('plenty');
    expect(seatsOf(12, 10)).to.deep.include({ level: 'few', text: '2 seats left' });
    expect(seatsOf(2, 0).level).to.equal('plenty');
    expect(seatsOf(12, 12).level).to.equal('none');
  });
});
