import { expect } from 'chai';
import { paths } from '../../src/paths.ts';
import { browseSite } from '../support/browsing.ts';
import { startSite } from '../support/site.ts';

describe('A form with a script', () => {
  const browsing = browseSite(() => startSite());

  it('says beside each field what is wrong, keeps what was typed, and takes the message back once it is right', async () => {
    const page = await browsing.visit({ javaScript: true });
    await page.goto(paths.register);
    await page.getByLabel('E-mail').fill('asha');
    await page.getByLabel('Password').fill('short');
    await page.getByRole('button', { name: 'Create account' }).click();
    expect(await page.locator('.field-error').allInnerTexts()).to.deep.equal([
      'Name is missing.',
      'Enter an e-mail address, such as name@example.com.',
      'Password must have at least 8 characters.',
    ]);
    const name = page.getByLabel('Name');
    expect(await page.locator('#name:focus').count()).to.equal(1);
    expect(await name.getAttribute('aria-invalid')).to.equal('true');
    expect(await name.getAttribute('aria-describedby')).to.equal('name-error');
    expect(await page.getByLabel('Password').inputValue()).to.equal('short');
    await name.fill('Asha Rao');
    expect(await name.getAttribute('aria-describedby')).to.equal(null);
    expect(await page.locator('#name-error').count()).to.equal(0);
  });

  for (const path of [paths.login, paths.register]) {
    it(`shows a password on demand on ${path}, and sends it as a password`, async () => {
      const page = await browsing.visit({ javaScript: true });
      await page.goto(path);
      const password = page.getByLabel('Password');
      const button = page.getByRole('button', { name: 'Show password' });
      await password.fill('lantern-orbit-42');
      const field = (await password.boundingBox())!;
      const { x, y, width, height } = (await button.boundingBox())!;
      expect(Math.min(width, height)).to.be.at.least(44);
      expect([x + width, y + height]).to.deep.equal([field.x + field.width, field.y + field.height]);
      for (const [pressed, type] of [
        ['true', 'text'],
        ['false', 'password'],
        ['true', 'text'],
      ]) {
        await button.click();
        expect(await button.getAttribute('aria-pressed')).to.equal(pressed);
        expect(await password.getAttribute('type')).to.equal(type);
        expect(await password.inputValue()).to.equal('lantern-orbit-42');
      }
      await password.evaluate((input: { form: EventTarget }) => {
        input.form.addEventListener('submit', (event) => event.preventDefault());
      });
      await page.getByLabel('E-mail').fill('asha@example.com');
      if (path === paths.register) await page.getByLabel('Name').fill('Asha');
      await password.press('Enter');
      expect(await password.getAttribute('type')).to.equal('password');
    });
  }

  it('has no button that needs a script without one', async () => {
    const page = await browsing.visit({ javaScript: false });
    await page.goto(paths.login);
    expect(await page.getByText('Show', { exact: true }).count()).to.equal(0);
  });

  it('shows beside the registration what the chosen role gives', async () => {
    const page = await browsing.visit({ javaScript: false });
    await page.goto(paths.register);
    const promise = page.locator('.promise');
    expect(await promise.innerText())
      .to.include('full refund')
      .and.not.include('₹975');
    await page.getByLabel('I want to mentor').check();
    expect(await promise.innerText())
      .to.include('₹975')
      .and.not.include('full refund');
  });
});
