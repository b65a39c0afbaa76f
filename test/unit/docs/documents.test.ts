import { expect } from 'chai';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, it } from 'mocha';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const inFolder = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));
const documents = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md'],
  ...inFolder('docs'),
  ...inFolder('src'),
];

/** The targets of links such as `[text](target)` that point to files of the repository. */
function linkedFiles(document: string): string[] {
  const text = readFileSync(join(root, document), 'utf8');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^(https?:|mailto:|#)/.test(target))
    .map((target) => relative(root, join(root, dirname(document), target.replace(/#.*$/, ''))));
}

describe('documents', () => {
  for (const document of documents) {
    it(`${document} links to files that exist`, () => {
      expect(linkedFiles(document).filter((file) => !existsSync(join(root, file)))).to.deep.equal([]);
    });
  }

  it('the pages on faults and security link to the tests that prove them', () => {
    for (const document of ['docs/faults.md', 'docs/security.md']) {
      const tests = linkedFiles(document).filter((file) => file.endsWith('.test.ts'));
      expect(tests, document).to.have.length.above(30);
    }
  });

  it('every decision has a number, a date, a status and an entry in the index', () => {
    const index = linkedFiles('docs/decisions/README.md');
    const decisions = readdirSync(join(root, 'docs/decisions')).filter((name) => name !== 'README.md');
    expect(decisions).to.have.length.above(11);
    for (const name of decisions) {
      expect(name).to.match(/^\d{4}-[a-z0-9-]+\.md$/);
      const lines = readFileSync(join(root, 'docs/decisions', name), 'utf8').split('\n');
      expect(lines[0], name).to.match(new RegExp(`^# ${String(Number(name.slice(0, 4)))}\\. \\S`));
      expect(lines[2], name).to.match(/^Date: \d{4}-\d\d-\d\d\. Status: (accepted|replaced by \d{4})\.$/);
      expect(index, name).to.include(join('docs/decisions', name));
    }
    const numbers = decisions.map((name) => name.slice(0, 4));
    expect(new Set(numbers).size, 'two decisions with one number').to.equal(numbers.length);
  });
});
