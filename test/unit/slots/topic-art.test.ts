import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect } from 'chai';
import { topicArt } from '../../../src/features/slots/topic-art.ts';
import { projectFolder } from '../../../src/shared/project-folder.ts';

const file = readFileSync(join(projectFolder, 'public/images/topics.svg'), 'utf8');
const nameOf = (topic: string, title = '') => topicArt({ topic, title }).name;

describe('topicArt', () => {
  for (const [topic, title, name] of [
    ['Interviews', 'Mock interview: data scientist', 'interviews'],
    ['System design', '', 'systems'],
    ['Design systems', '', 'design'],
    ['', 'MongoDB for people who know SQL', 'databases'],
    ['Programming', 'TypeScript without tears', 'code'],
    ['Careers', 'Résumé review', 'careers'],
    ['', 'Your RÉSUMÉ', 'careers'],
    ['Maschinelles Lernen', 'AI in an hour', 'data'],
    ['Languages', '', 'languages'],
    ['Yoga', 'Breath', 'yoga'],
  ] as const) {
    it(`is ${name} for the topic “${topic}” and the title “${title}”`, () => {
      expect(nameOf(topic, title)).to.equal(name);
    });
  }

  it('is neutral if no word names a known topic', () => {
    for (const text of ['', 'Quiet hour', 'Aiming high', '❤', 'क्या']) {
      expect(nameOf(text, text), text).to.equal('session');
    }
  });

  it('has each of its pictures in one file of a few kilobytes', () => {
    const drawn = [...file.matchAll(/<symbol id="(\w+)" viewBox="0 0 120 96"/g)].map(([, id]) => id!);
    expect(drawn).to.have.length(19);
    for (const id of drawn) expect(nameOf(id === 'session' ? '' : id), id).to.equal(id);
    expect(gzipSync(file).length).to.be.below(3 * 1024);
  });
});
