import { crc32, deflateSync } from 'node:zlib';
import { PNG } from 'pngjs';

const MOST_COLOURS = 256;
/** Colours closer than this are one: 4 of 256 steps, which nobody sees and no comparison here counts. */
const STEP = 4;

/** A picture in a quarter of its bytes: a palette of colours, and each pixel the nearest of them. */
export function packPicture(picture: Uint8Array): Uint8Array {
  const { width, height, data } = PNG.sync.read(Buffer.from(picture));
  const colours = new Uint32Array(width * height);
  const uses = new Map<number, number>();
  for (let pixel = 0; pixel < colours.length; pixel += 1) {
    const [red = 0, green = 0, blue = 0] = [0, 1, 2].map((channel) =>
      Math.min(255, Math.round((data[pixel * 4 + channel] ?? 0) / STEP) * STEP),
    );
    const colour = (red << 16) | (green << 8) | blue;
    colours[pixel] = colour;
    uses.set(colour, (uses.get(colour) ?? 0) + 1);
  }
  const palette = paletteOf([...uses].toSorted(([, a], [, b]) => b - a).map(([colour]) => colour));
  const places = new Map([...uses.keys()].map((colour) => [colour, nearest(palette, colour)]));
  const rows = new Uint8Array((width + 1) * height);
  for (let pixel = 0; pixel < colours.length; pixel += 1) {
    // The first byte of a row is 0: its bytes are what they are.
    rows[Math.floor(pixel / width) * (width + 1) + 1 + (pixel % width)] = places.get(colours[pixel] ?? 0) ?? 0;
  }
  const header = new DataView(new ArrayBuffer(13));
  header.setUint32(0, width);
  header.setUint32(4, height);
  // Eight bits for each pixel, which are places in the palette.
  header.setUint8(8, 8);
  header.setUint8(9, 3);
  return Buffer.concat([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', new Uint8Array(header.buffer)),
    chunk('PLTE', Uint8Array.from(palette.flatMap((colour) => [colour >> 16, (colour >> 8) & 255, colour & 255]))),
    chunk('IDAT', deflateSync(rows, { level: 9, memLevel: 9 })),
    chunk('IEND', new Uint8Array()),
  ]);
}

/** The most used colours, no two of them closer than they have to be: else the rare ones would find nothing near. */
function paletteOf(colours: readonly number[]): readonly number[] {
  for (let apart = 0; ; apart += 2) {
    const palette: number[] = [];
    for (const colour of colours) {
      if (apart === 0 || palette.every((other) => distance(colour, other) > apart ** 2)) palette.push(colour);
      if (palette.length > MOST_COLOURS) break;
    }
    if (palette.length <= MOST_COLOURS) return palette;
  }
}

function nearest(palette: readonly number[], colour: number): number {
  let best = 0;
  for (const [place, other] of palette.entries()) {
    if (distance(colour, other) < distance(colour, palette[best] ?? 0)) best = place;
  }
  return best;
}

/** Between two colours, squared. */
function distance(a: number, b: number): number {
  return [16, 8, 0].reduce((sum, shift) => sum + (((a >> shift) & 255) - ((b >> shift) & 255)) ** 2, 0);
}

function chunk(name: string, data: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const frame = Buffer.alloc(body.length + 8);
  frame.writeUInt32BE(data.length, 0);
  frame.set(body, 4);
  frame.writeUInt32BE(crc32(body), body.length + 4);
  return frame;
}
