/** What this feature needs of whoever sends its mails. */
export interface AccountMailer {
  accountChanged(mail: {
    readonly kind: 'verify-email' | 'reset-password' | 'email-changed' | 'password-changed';
    readonly userId: string;
    /** Tells two mails of one kind to one person apart. */
    readonly moment: string;
    /** Path with a token. */
    readonly link?: string;
    readonly expiresAt?: Date;
    /** Another address than that of the account. */
    readonly to?: string;
  }): Promise<void>;
}
