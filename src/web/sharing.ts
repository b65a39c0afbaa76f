import { BRAND, ScriptText } from '../shared/text.ts';

/** What a public page tells chats and search engines. */
export interface PageSharing {
  /** The canonical path of this page, with the query parameters that matter. */
  readonly path: string;
  readonly kind: 'website' | 'profile';
  /** 1200 by 630 pixels. */
  readonly picture?: { readonly path: string; readonly text: string };
  /** schema.org, as JSON-LD. */
  readonly data?: readonly object[];
  /** Not for search engines, such as one of many searches over the same sessions. */
  readonly isHidden?: boolean;
}

/** The same for the layout, with absolute addresses. */
export interface SharedHead {
  readonly url: string;
  readonly kind: PageSharing['kind'];
  readonly picture: { readonly url: string; readonly text: string };
  readonly data: readonly ScriptText[];
  readonly isHidden: boolean;
}

const DEFAULT_PICTURE = { path: '/images/share.jpg', text: BRAND };

export function toSharedHead(sharing: PageSharing, baseUrl: string): SharedHead {
  const { path, kind, picture = DEFAULT_PICTURE, data = [], isHidden = false } = sharing;
  return {
    url: baseUrl + path,
    kind,
    picture: { url: baseUrl + picture.path, text: picture.text },
    data: data.map((entry) => new ScriptText(entry)),
    isHidden,
  };
}
