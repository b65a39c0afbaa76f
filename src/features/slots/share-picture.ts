import PQueue from 'p-queue';
import { drawSvg, toDataAddress } from '../../gateways/pictures/portrait.ts';
import { DomainError } from '../../shared/errors.ts';
import { KeptFiles } from '../../shared/kept.ts';
import { digestOf } from '../../shared/text.ts';
import type { TopicArt } from '../../web/partials.page.ts';
import { drawSharePicture } from './share-drawing.ts';

/** The texts of the picture that chats show with a link. */
export interface SharePicture {
  readonly title: string;
  /** One for a session, up to two for a mentor. */
  readonly arts: readonly TopicArt[];
  /** Below the title, one line each: for a session date and time, for a mentor the headline and topics. */
  readonly lines: readonly string[];
  /** Null for a mentor. */
  readonly leaf: { readonly month: string; readonly day: string } | null;
  /** On the stub of the ticket: the price, or why it cannot be booked. Null for a mentor. */
  readonly stub: { readonly text: string; readonly isClosed: boolean } | null;
  /** Null for the site. */
  readonly person: {
    readonly id: string;
    readonly name: string;
    readonly headline: string;
    readonly photo: string | null;
  } | null;
}

/** Increment this when the drawing changes. */
const DRAWING = 8;
/** A hash of everything in the picture, so that its address can be cached for ever. */
export function pictureVersion(picture: SharePicture): string {
  return digestOf(`${DRAWING} ${JSON.stringify(picture)}`, 'base64url').slice(0, 12);
}

const MAX_KEPT_BYTES = 8 * 1024 * 1024;
/** A drawing takes a tenth of a second. Further requests are refused for now. */
const MAX_WAITING = 20;

/** The photos of mentors, from the accounts feature. */
export interface FaceSource {
  findByHandle(handle: string, size: 512): Promise<{ readonly bytes: Buffer } | undefined>;
}

/** Draws one picture at a time in another thread, and caches pictures by their content. */
export class SharePictures {
  private readonly kept = new KeptFiles(MAX_KEPT_BYTES);
  /** The work needs nothing from the context of its request. */
  private readonly queue = new PQueue({ concurrency: 1 });

  constructor(private readonly faces: FaceSource) {}

  /** As JPEG. @throws DomainError SERVICE_UNAVAILABLE if too many drawings are waiting */
  async draw(picture: SharePicture, handle: string): Promise<Buffer> {
    const drawn = await this.kept.get(pictureVersion(picture), () => {
      if (this.queue.size >= MAX_WAITING) throw new DomainError('SERVICE_UNAVAILABLE');
      return this.queue.add(() => this.drawNow(picture, handle));
    });
    if (!drawn) throw new DomainError('NOT_FOUND');
    return drawn;
  }

  private async drawNow(picture: SharePicture, handle: string): Promise<Buffer> {
    const photo = !picture.person?.photo ? undefined : await this.faces.findByHandle(handle, 512);
    return drawSvg(drawSharePicture(picture, photo && (await toDataAddress(photo.bytes))), 'jpeg');
  }
}
