export interface VerifyPage {
  readonly token: string;
  /** False when it was used already, is too old, or the account has another address by now. */
  readonly isUsable: boolean;
}
