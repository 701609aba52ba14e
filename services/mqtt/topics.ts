/*
    topics.ts -- Which topics and filters are valid, and whether one matches the other. Source: spec mqtt.md §7; MQTT 3.1.1 §4.7.
*/

import { MqttError } from './errors.js'

/** Longest topic by default, bytes; that of the standard is 65,535. AWS permits 256. */
export const TOPIC_LIMIT = 65535

/** What is wrong with characters that no topic may have; null: nothing. `limit` is in bytes of UTF-8. */
function textFault(topic: string, limit: number): string | null {
    const { length } = topic
    // [MQTT-4.7.3-1]
    if (length === 0) {
        return 'it is empty'
    }
    // A character is three bytes at most (two of four bytes in UTF-8 are two of UTF-16), so short ones need not be measured.
    if (length * 3 > limit) {
        const bytes = Buffer.byteLength(topic)
        // [MQTT-4.7.3-3]
        if (bytes > limit) {
            return `it has ${bytes} bytes, wanted at most ${limit}`
        }
    }
    for (let i = 0; i < length; i++) {
        const code = topic.charCodeAt(i)
        // [MQTT-1.5.3-2], and spec mqtt.md §7 for the others
        if (code < 0x20 || code === 0x7f) {
            return 'it has a control character'
        }
        if (code >= 0xd800 && code <= 0xdfff) {
            const next = topic.charCodeAt(i + 1)
            // [MQTT-1.5.3-1]
            if (code >= 0xdc00 || !(next >= 0xdc00 && next <= 0xdfff)) {
                return 'it has half of a surrogate pair'
            }
            i++
        }
    }
    return null
}

/** What is wrong with a topic for publishing; null: nothing. */
export function topicFault(topic: string, limit: number = TOPIC_LIMIT): string | null {
    // [MQTT-3.3.2-2]
    if (topic.includes('#') || topic.includes('+')) {
        return 'it has a wildcard'
    }
    return textFault(topic, limit)
}

/** What is wrong with a filter; null: nothing. */
export function filterFault(filter: string, limit: number = TOPIC_LIMIT): string | null {
    const fault = textFault(filter, limit)
    if (fault !== null || !(filter.includes('#') || filter.includes('+'))) {
        return fault ?? sharedFault(filter)
    }
    const levels = filter.split('/')
    for (let i = 0; i < levels.length; i++) {
        const level = levels[i]!
        // [MQTT-4.7.1-2]
        if (level.includes('#') && (level !== '#' || i !== levels.length - 1)) {
            return 'a # is not the whole last level'
        }
        // [MQTT-4.7.1-3]
        if (level.includes('+') && level !== '+') {
            return 'a + is not a whole level'
        }
    }
    return sharedFault(filter)
}

/** MQTT 5 §4.8.2: `$share/NAME/FILTER`. */
function sharedFault(filter: string): string | null {
    if (!filter.startsWith(SHARE)) {
        return null
    }
    const end = filter.indexOf('/', SHARE.length)
    const name = filter.slice(SHARE.length, end < 0 ? undefined : end)
    if (name === '' || name.includes('+') || name.includes('#')) {
        return 'the name of the shared subscription is empty or has a wildcard'
    }
    return end < 0 || end === filter.length - 1 ? 'the shared subscription has no filter' : null
}

const SHARE = '$share/'

/** What messages of a subscription match: of a shared one the part behind its name. */
export function localFilter(filter: string): string {
    return filter.startsWith(SHARE) ? filter.slice(filter.indexOf('/', SHARE.length) + 1) : filter
}

/** Throws `MQTT_TOPIC` unless it can be published to. */
export function checkTopic(topic: string, limit: number = TOPIC_LIMIT): void {
    const fault = topicFault(topic, limit)
    if (fault !== null) {
        throw new MqttError('MQTT_TOPIC', `Cannot publish to ${shown(topic)}: ${fault}`)
    }
}

/** Throws `MQTT_TOPIC` unless it can be subscribed to. */
export function checkFilter(filter: string, limit: number = TOPIC_LIMIT): void {
    const fault = filterFault(filter, limit)
    if (fault !== null) {
        throw new MqttError('MQTT_TOPIC', `Cannot subscribe to ${shown(filter)}: ${fault}`)
    }
}

/** A topic in a message, not too long. */
export function shown(topic: string): string {
    return JSON.stringify(topic.length > 80 ? `${topic.slice(0, 80)}...` : topic)
}

/**
 * Whether a filter matches a topic: level by level, `+` is one level, `#` the rest, the parent included. Empty levels count. A filter
 * that begins with a wildcard matches no topic that begins with `$` (MQTT 3.1.1 §4.7.2).
 */
export function matchTopic(filter: string, topic: string): boolean {
    const { length } = filter
    if (topic.charCodeAt(0) === 0x24 && (filter.charCodeAt(0) === 0x23 || filter.charCodeAt(0) === 0x2b)) {
        return false
    }
    let at = 0
    for (let i = 0; i < length; i++) {
        const code = filter.charCodeAt(i)
        if (code === 0x23) {
            return true
        }
        if (code === 0x2b) {
            while (at < topic.length && topic.charCodeAt(at) !== 0x2f) {
                at++
            }
        } else if (at < topic.length && topic.charCodeAt(at) === code) {
            at++
        } else {
            // "a/#" matches "a" too [MQTT-4.7.1-2]
            return at === topic.length && code === 0x2f && i === length - 2 && filter.charCodeAt(i + 1) === 0x23
        }
    }
    return at === topic.length
}
