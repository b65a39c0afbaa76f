import { expect } from 'chai';
import { nearestTopics } from '../../../src/shared/search-words.ts';

const topics = ['Interviews', 'Yoga', 'Music', 'Languages', 'Databases', 'Data', 'System design', 'Voice'];

describe('Topics near what was searched', () => {
  it('begin with those of similar spelling', () => {
    expect(nearestTopics('database tuning', topics).slice(0, 2)).to.deep.equal(['Databases', 'Data']);
    expect(nearestTopics('designer', topics)[0]).to.equal('System design');
  });

  it('are the most frequent ones if none is similar', () => {
    expect(nearestTopics('zzzz', topics)).to.deep.equal(topics.slice(0, 6));
    expect(nearestTopics('', topics)).to.deep.equal(topics.slice(0, 6));
  });

  it('leave out the searched topic itself, however it is written', () => {
    expect(nearestTopics('yoga', topics)).not.to.include('Yoga');
  });
});
