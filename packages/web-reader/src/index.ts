export { webReader } from './agents/web-reader/web-reader.js';
export type { WebReaderOptions } from './agents/web-reader/web-reader.js';
export { readPage } from './agents/web-reader/read-page.js';
export type { ReadPage } from './agents/web-reader/read-page.js';
export type { Fact, PageItem } from './agents/web-reader/read-item.js';
export { demoSite } from './agents/web-reader/demo-site.js';
