/** A view and the type of the model it renders: the renderer refuses a model of another view at compile time. */
export interface View<Page extends object> {
  /** Below views/pages, without the ending: `slots/slot`. */
  readonly file: string;
  /** Never set; it carries the type. */
  readonly accepts?: (page: Page) => void;
}

/** Names the view of a page model. */
export function view<Page extends object>(file: string): View<Page> {
  return { file };
}
