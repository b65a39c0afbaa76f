import type { TopicArt } from '../../web/partials.page.ts';
import { wordsOf } from '../../shared/search-words.ts';

interface Motif extends TopicArt {
  /** Beginnings of words, folded. Entries of up to three letters must match whole words. */
  readonly words: string;
}

interface Named {
  readonly topic: string;
  readonly title: string;
}

/** The pictures of `public/images/topics.svg`. The first one with a word of the topic, or else of the title, is used. */
const motifs: readonly Motif[] = [
  { name: 'interviews', tint: 3, words: 'interview mock' },
  { name: 'yoga', tint: 4, words: 'yoga meditat breath mindful pilates' },
  { name: 'photography', tint: 7, words: 'photo camera portrait video film cinema' },
  { name: 'databases', tint: 0, words: 'database sql mysql mongo postgres redis' },
  {
    name: 'systems',
    tint: 5,
    words:
      'system architect distributed infrastructure devops cloud docker kubernetes backend network security',
  },
  {
    name: 'data',
    tint: 4,
    words: 'data analytic statistic machine ml ai experiment forecast excel',
  },
  {
    name: 'code',
    tint: 3,
    words:
      'code coding program javascript typescript java python rust golang react frontend web android ios software algorithm git test',
  },
  { name: 'design', tint: 1, words: 'design portfolio ux ui figma illustrat drawing sketch paint art brand' },
  { name: 'careers', tint: 6, words: 'career resume cv job promotion salary mentor freelanc college' },
  {
    name: 'startups',
    tint: 6,
    words: 'startup pitch founder customer sales marketing growth business product',
  },
  { name: 'leadership', tint: 1, words: 'leader lead manag team strateg' },
  { name: 'writing', tint: 5, words: 'writ essay blog book novel story journal editing' },
  { name: 'music', tint: 2, words: 'music sing song guitar piano violin tabla carnatic drum' },
  { name: 'voice', tint: 6, words: 'voice speak speech present podcast accent' },
  {
    name: 'languages',
    tint: 1,
    words: 'language english hindi german french spanish japanese tamil sanskrit grammar ielts',
  },
  { name: 'money', tint: 7, words: 'money financ invest tax account stock budget econom' },
  { name: 'health', tint: 2, words: 'health fitness nutrition diet sleep body running mental wellbeing' },
  { name: 'science', tint: 4, words: 'scien physics chemistry biology math research lab' },
];

const NEUTRAL: TopicArt = { name: 'session', tint: 0 };

/** Chooses the picture by the first word that has one, in the topic and then in the title. */
export function topicArt({ topic, title }: Named): TopicArt {
  return artOf(topic) ?? artOf(title) ?? NEUTRAL;
}

function artOf(text: string): TopicArt | undefined {
  for (const word of wordsOf(text)) {
    const art = artOfWord.get(word) ?? longStems.find(({ stem }) => word.startsWith(stem))?.art;
    if (art) return art;
  }
  return undefined;
}

/** The pictures of several topics, each picture once. */
export function topicArts(named: readonly Named[], limit: number): readonly TopicArt[] {
  const arts = named.map((each) => topicArt(each));
  return [...new Map(arts.map((art) => [art.name, art])).values()].slice(0, limit);
}

const stems = motifs.flatMap(({ name, tint, words }) =>
  words.split(' ').map((stem) => ({ stem, art: { name, tint } })),
);
const artOfWord: ReadonlyMap<string, TopicArt> = new Map(stems.map(({ stem, art }) => [stem, art]));
const longStems = stems.filter(({ stem }) => stem.length > 3);
