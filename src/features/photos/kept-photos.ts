const MAX_BYTES = 8 * 1024 * 1024;

/** The photos that were asked for last, in memory: a version never changes. Who asks meanwhile waits for the same look. */
export class KeptPhotos {
  private readonly photos = new Map<string, Buffer>();
  private readonly underWay = new Map<string, Promise<Buffer | undefined>>();
  private bytes = 0;

  async get(name: string, find: () => Promise<Buffer | undefined>): Promise<Buffer | undefined> {
    const known = this.photos.get(name);
    if (known) {
      this.photos.delete(name);
      this.photos.set(name, known);
      return known;
    }
    const looking = this.underWay.get(name) ?? this.look(name, find);
    return looking;
  }

  private look(name: string, find: () => Promise<Buffer | undefined>): Promise<Buffer | undefined> {
    const looking = find()
      .then((photo) => {
        if (photo) this.keep(name, photo);
        return photo;
      })
      .finally(() => this.underWay.delete(name));
    this.underWay.set(name, looking);
    return looking;
  }

  private keep(name: string, photo: Buffer): void {
    this.photos.set(name, photo);
    this.bytes += photo.length;
    for (const [oldest, { length }] of this.photos) {
      if (this.bytes <= MAX_BYTES) break;
      this.photos.delete(oldest);
      this.bytes -= length;
    }
  }
}
