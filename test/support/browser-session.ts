import { expect } from 'chai';
import type { Express } from 'express';
import supertest from 'supertest';
import type TestAgent from 'supertest/lib/agent.js';
import { paths } from '../../src/paths.ts';

/** Keeps cookies like a browser, but does not follow redirects. */
export type BrowserSession = TestAgent;

export interface Person {
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly role: 'user' | 'mentor';
}

let people = 0;

/** A person with a unique email address. */
export function somebody(details: Partial<Person> = {}): Person {
  people += 1;
  return {
    name: 'Asha Rao',
    email: `asha.${process.pid}.${people}@example.com`,
    password: 'violet kettle drum',
    role: 'user',
    ...details,
  };
}

/** A new browser without cookies. */
export function agentFor(app: Express): BrowserSession {
  return supertest.agent(app);
}

/** The CSRF token of the page's forms. */
export function csrfOf(html: string): string {
  const token =
    /name="_csrf" value="([^"]+)"/.exec(html)?.[1] ?? /name="csrf-token" content="([^"]+)"/.exec(html)?.[1];
  if (token === undefined) throw new Error('The page carries no CSRF token.');
  return token;
}

/** Opens a page and reads its CSRF token. */
export async function tokenFrom(agent: BrowserSession, path: string): Promise<string> {
  const response = await agent.get(path);
  return csrfOf(response.text);
}

/** Registers through the form. The new user is then logged in. */
export async function registerUser(agent: BrowserSession, details: Partial<Person> = {}): Promise<Person> {
  const person = somebody(details);
  const _csrf = await tokenFrom(agent, paths.register);
  const response = await agent
    .post(paths.register)
    .type('form')
    .send({ ...person, _csrf });
  expect(response.status, `registration of ${person.email}: ${response.text}`).to.equal(303);
  return person;
}

/** Logs in through the form. */
export async function logIn(
  agent: BrowserSession,
  person: Pick<Person, 'email' | 'password'>,
): Promise<void> {
  const { email, password } = person;
  const _csrf = await tokenFrom(agent, paths.login);
  const response = await agent.post(paths.login).type('form').send({ email, password, _csrf });
  expect(response.status, `login of ${email}: ${response.text}`).to.equal(303);
}
