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
