/** Before each test file: what the code under test draws by default, an id or the jitter of a wait, is the same each time too. */
import { seededRandom } from '../../packages/testing/src/seeded-random.ts';
import { SEED } from './seeds.ts';

const random = seededRandom(SEED);

Math.random = random;
Object.assign(crypto, {
  getRandomValues<Numbers extends ArrayBufferView>(numbers: Numbers): Numbers {
    const bytes = new Uint8Array(numbers.buffer, numbers.byteOffset, numbers.byteLength);
    for (let at = 0; at < bytes.length; at += 1) bytes[at] = random() * 256;
    return numbers;
  },
  randomUUID(): string {
    const digit = (): string => Math.floor(random() * 16).toString(16);
    return 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replaceAll('x', digit);
  },
});
