/*
    c.ts -- The C face of text: strings and formatted output. JavaScript has no use of its own for most string functions of C, so
    that they are implemented under their C names, a family a file; what is no string counts as NULL in all of them.
    Source: spec runtime.md §12, §13.
*/

import { MAXINT, type Pointer } from '../compat/index.js'
import { expandTemplate, type TemplateValues } from './template.js'
import { parseUnits } from './units.js'

export { scamel, slower, stitle, supper } from './case.js'
export { sfnumber, shnumber, snumber, sspace } from './classify.js'
export {
    scaselesscmp,
    scaselessmatch,
    scmp,
    sends,
    smatch,
    smatchsec,
    sncaselesscmp,
    sncmp,
    sstarts,
} from './compare.js'
export {
    sclone,
    scloneDefined,
    scloneNull,
    scopy,
    slen,
    sncat,
    snclone,
    sncopy,
    ssub,
    szero,
} from './copy.js'
export { stod, stof } from './floats.js'
export { SDEF, SFMT, sfmt, sfmtbuf, sfmtbufv, sfmtv, sjoinfmt } from './format-strings.js'
export { shash, shashlower } from './hash.js'
export { sitos, sitosbuf, sitosx, stoi, stoix } from './integers.js'
export { sjoin, sjoinArgs, sjoinbuf, sjoinv, srejoin, srejoinv } from './join.js'
export { dump, print, rFprintf, rPrintf, type TextStream } from './print.js'
export { sreplace } from './replace.js'
export { schr, scontains, sncaselesscontains, sncontains, spbrk, srchr, sspn } from './search.js'
export { rSnprintf, rVsaprintf, rVsnprintf } from './snprintf.js'
export { sptok, ssplit, stok } from './split.js'
export { R_TRIM_BOTH, R_TRIM_END, R_TRIM_START, strim } from './trim.js'

/**
 * Replaces `${name}` and `$name` by the values of a hash: `expandTemplate`. NULL gives `''`; a NULL hash, the text as it is.
 *
 * Source: spec runtime.md §12.5
 */
export function stemplate(s: Pointer<string>, keys: Pointer<TemplateValues>): string {
    if (typeof s !== 'string') {
        return ''
    }
    return typeof keys === 'object' && typeof keys?.get === 'function' ? expandTemplate(s, keys) : s
}

/**
 * The value of a number with a unit: `parseUnits`. NULL gives 0.
 *
 * Source: spec runtime.md §12.6
 */
export function svalue(s: Pointer<string>): number {
    return typeof s === 'string' ? parseUnits(s) : 0
}

/**
 * As `svalue`, within the range of 32 bits.
 *
 * Source: spec runtime.md §12.6
 */
export function svaluei(s: Pointer<string>): number {
    return Math.max(-MAXINT - 1, Math.min(MAXINT, svalue(s)))
}
