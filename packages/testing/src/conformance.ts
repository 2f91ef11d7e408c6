export { CONFORMANCE_SECTIONS } from './conformance/section.js';
export type { ConformanceSection } from './conformance/section.js';
