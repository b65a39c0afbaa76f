import { HtmlValidate, type ResolvedConfig, StaticConfigLoader } from 'html-validate';

/** Resolves the configuration once: that takes a fifth of each validation. */
class OneConfig extends StaticConfigLoader {
  private resolved: ResolvedConfig | Promise<ResolvedConfig> | undefined;

  override getConfigFor(file: string): ResolvedConfig | Promise<ResolvedConfig> {
    this.resolved ??= super.getConfigFor(file);
    return this.resolved;
  }
}

const config = new OneConfig({
  extends: ['html-validate:recommended'],
  rules: {
    // Templates leave trailing spaces, which do no harm.
    'no-trailing-whitespace': 'off',
    // Without a script, the page that waits for a payment reloads itself, and says so.
    'meta-refresh': 'off',
    // The checkboxes of a list share one name.
    'form-dup-name': ['error', { shared: ['radio', 'button', 'submit', 'checkbox'] }],
    // Titles contain text of users, up to the length that the forms accept.
    'long-title': 'off',
  },
});
const validator = new HtmlValidate(config);

/** The complaints of html-validate, one per line. */
export async function htmlFaults(html: string): Promise<string[]> {
  const { results } = await validator.validateString(html);
  return results.flatMap(({ messages }) =>
    messages.map(({ line, ruleId, message }) => `${line} ${ruleId}: ${message}`),
  );
}
