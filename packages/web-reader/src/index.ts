export { webReader } from './web-reader.js';
export type { WebReaderOptions } from './web-reader.js';
export { readPage } from './reading/read-page.js';
export type { ReadPage } from './reading/read-page.js';
export type { Fact, PageItem } from './list/read-item.js';
export { demoSite } from './demo/demo-site.js';
