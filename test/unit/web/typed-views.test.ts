import { expect } from 'chai';
import type { Request, Response } from 'express';
import { renderPage, view } from '../../../src/web/page-renderer.ts';

const greetingView = view<{ readonly name: string }>('greetings/greeting');

/** Never called: `npm run types` checks that the compiler refuses each marked line. */
export function refusedModels(req: Request, res: Response): Promise<void>[] {
  const options = { title: 'Greeting' };
  return [
    renderPage(req, res, greetingView, { name: 'Asha' }, options),
    // @ts-expect-error -- a field is missing
    renderPage(req, res, greetingView, {}, options),
    // @ts-expect-error -- a field has the wrong type
    renderPage(req, res, greetingView, { name: 7 }, options),
    // @ts-expect-error -- a field that the view does not know
    renderPage(req, res, greetingView, { name: 'Asha', age: 30 }, options),
    // @ts-expect-error -- the model of another view
    renderPage(req, res, view<{ readonly total: string }>('greetings/total'), { name: 'Asha' }, options),
  ];
}

describe('view', () => {
  it('names the file below views/pages', () => {
    expect(greetingView.file).to.equal('greetings/greeting');
  });
});
