// What modules written by `compileAnswerModule` import. Not for use by hand.
export { linearPattern } from './pattern/linear-pattern.js';
export { equalJson, equalsAny, firstRepeat } from './interpreter/equal-json.js';
export { formats } from './interpreter/formats.js';
export { isMultipleOf } from './interpreter/multiple-of.js';
export { textLength } from './interpreter/text-length.js';
export { standaloneValidator } from './standalone-validator.js';
