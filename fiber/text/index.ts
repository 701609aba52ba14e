/*
    index.ts -- The door of fiber/text: formatting, and text as bytes. The string functions of C are behind c.ts.
*/

export { byteLength, firstBytes } from './bytes.js'
export { lowerAscii, upperAscii } from './case.js'
export { parseFloatPrefix } from './floats.js'
export { format } from './format.js'
export { parseInteger } from './integers.js'
export { expandTemplate, type TemplateValues } from './template.js'
export { parseUnits } from './units.js'
