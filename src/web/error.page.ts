export interface ErrorPage {
  readonly status: number;
  readonly title: string;
  /** What happened, and whether anything was charged. */
  readonly message: string;
  /** What to do now. */
  readonly next: string;
  readonly link: { readonly href: string; readonly text: string } | null;
  /** For support; null when the request never got one. */
  readonly requestId: string | null;
}
