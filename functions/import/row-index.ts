/** Two independent hashes of 32 bits (FNV-1a with two primes and a final mix). */
const hashOf = (text: string): readonly [number, number] => {
  let a = 0x811c9dc5;
  let b = 0x9747b28c;
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i);
    a = Math.imul(a ^ c, 0x01000193);
    b = Math.imul(b ^ c, 0x5bd1e995) ^ (b >>> 13);
  }
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b);
  b = Math.imul(b ^ (b >>> 15), 0xc2b2ae35);
  return [(a ^ (a >>> 13)) >>> 0, (b ^ (b >>> 16)) >>> 0];
};

const wordsPerEntry = 4;

/**
 * First row that has a key, for millions of rows: 16 bytes each, where a map of texts would take 150. Keys are told apart by 64 bits of hash:
 * of three million keys two are taken for the same with a probability below one in a million.
 */
export class RowIndex {
  #entries = new Uint32Array(1024 * wordsPerEntry);
  #capacity = 1024;
  #size = 0;

  /** Remembers the row of a new key; of a known one it answers the first row and whether the content was the same. */
  add(key: string, row: number, content: string): { readonly row: number; readonly isSame: boolean } | undefined {
    if (this.#size * 3 > this.#capacity * 2) this.#grow();
    const [a, b] = hashOf(key);
    const [digest] = hashOf(content);
    let slot = a & (this.#capacity - 1);
    for (;;) {
      const at = slot * wordsPerEntry;
      const known = this.#entries[at + 2] ?? 0;
      if (known === 0) {
        this.#entries.set([a, b, row, digest], at);
        this.#size++;
        return undefined;
      }
      if (this.#entries[at] === a && this.#entries[at + 1] === b)
        return { row: known, isSame: this.#entries[at + 3] === digest };
      slot = (slot + 1) & (this.#capacity - 1);
    }
  }

  #grow(): void {
    const old = this.#entries;
    this.#capacity *= 2;
    this.#entries = new Uint32Array(this.#capacity * wordsPerEntry);
    for (let at = 0; at < old.length; at += wordsPerEntry) {
      if (old[at + 2] === 0) continue;
      let slot = (old[at] ?? 0) & (this.#capacity - 1);
      while (this.#entries[slot * wordsPerEntry + 2] !== 0) slot = (slot + 1) & (this.#capacity - 1);
      this.#entries.set(old.subarray(at, at + wordsPerEntry), slot * wordsPerEntry);
    }
  }
}
