import { HtmlValidate, type ResolvedConfig, StaticConfigLoader } from 'html-validate';

/** Resolves the configuration once, which takes a fifth of the time of a validation. */
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
    // Templates leave blank ends of lines; browsers do not mind.
    'no-trailing-whitespace': 'off',
    // The page that waits for a payment looks again by itself, as it says; only without script.
    'meta-refresh': 'off',
    // Boxes of one list share their name.
    'form-dup-name': ['error', { shared: ['radio', 'button', 'submit', 'checkbox'] }],
    // Texts of people may be as long as the forms take them.
    'long-title': 'off',
  },
});
const validator = new HtmlValidate(config);

/** What html-validate objects to, a line each. */
export async function htmlFaults(html: string): Promise<string[]> {
  const { results } = await validator.validateString(html);
  return results.flatMap(({ messages }) =>
    messages.map(({ line, ruleId, message }) => `${line} ${ruleId}: ${message}`),
  );
}
