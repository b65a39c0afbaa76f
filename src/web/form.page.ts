/** A form as a view shows it: what was entered, and what is wrong with it. Passwords are never among the values. */
export interface FormModel {
  readonly values: Readonly<Record<string, string>>;
  /** Field name to message. */
  readonly errors: Readonly<Record<string, string>>;
  /** Concerns the form as a whole, such as a wrong login. */
  readonly formError?: string;
}
