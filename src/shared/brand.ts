/** The name of the site, as pages, mails and the payment window show it. */
export const BRAND = 'Sureslot';
