import fc from 'fast-check'
import t from 'tap'
import { TopicIndex } from '../../../services/mqtt/topic-index.js'
import { filterFault, matchTopic, topicFault } from '../../../services/mqtt/topics.js'

/** By the words of MQTT 3.1.1 §4.7, without regard to speed. */
function oracle(filter: string, topic: string): boolean {
    if (topic.startsWith('$') && /^[+#]/.test(filter)) {
        return false
    }
    const wanted = filter.split('/')
    const levels = topic.split('/')
    if (wanted.at(-1) === '#') {
        wanted.pop()
        return levels.length >= wanted.length && wanted.every((name, i) => name === '+' || name === levels[i])
    }
    return levels.length === wanted.length && wanted.every((name, i) => name === '+' || name === levels[i])
}

const level = fc.constantFrom('a', 'b', '', '$x', 'aa')
const topics = fc.array(level, { minLength: 1, maxLength: 5 }).map(levels => levels.join('/'))
const filters = fc
    .tuple(fc.array(fc.oneof(level, fc.constant('+')), { maxLength: 4 }), fc.constantFrom('#', 'a', '+', ''))
    .map(([levels, last]) => [...levels, last].join('/'))

t.test('matchTopic follows the standard', async t => {
    const cases: [filter: string, topic: string, matches: boolean][] = [
        ['a/#', 'a', true],
        ['a/#', 'a/b/c', true],
        ['a/#', 'ab', false],
        ['#', 'a/b', true],
        ['#', '$SYS/x', false],
        ['+/x', '$SYS/x', false],
        ['$SYS/#', '$SYS/x', true],
        ['+', '', true],
        ['+/+', '/a', true],
        ['/+', '/a', true],
        ['+', '/a', false],
        ['a//b', 'a/b', false],
        ['a/+/b', 'a//b', true],
    ]
    for (const [filter, topic, matches] of cases) {
        t.equal(matchTopic(filter, topic), matches, `${filter} ${topic}`)
    }
    fc.assert(
        fc.property(filters, topics, (filter, topic) => matchTopic(filter, topic) === oracle(filter, topic)),
        {
            numRuns: 500,
        },
    )
})

t.test('TopicIndex finds what a look at each filter finds, also after some were removed', async t => {
    fc.assert(
        fc.property(fc.array(filters, { maxLength: 30 }), fc.array(fc.boolean()), topics, (list, kept, topic) => {
            const index = new TopicIndex<number>()
            for (const [i, filter] of list.entries()) {
                index.add(filter, i)
            }
            const left = list.map((filter, i) => (kept[i] === false ? !index.remove(filter, i) : true))
            const wanted = list.flatMap((filter, i) => (left[i] && oracle(filter, topic) ? [i] : []))
            const found = index.match(topic).sort((a, b) => a - b)
            return found.join() === wanted.join() && index.size === left.filter(Boolean).length
        }),
        { numRuns: 500 },
    )
    const index = new TopicIndex<string>()
    t.notOk(index.remove('a', 'x'))
    t.notOk(index.remove('a/+', 'x'))
    index.add('a/+', 'x')
    t.notOk(index.remove('a/+', 'y'))
    t.ok(index.remove('a/+', 'x'))
    t.strictSame(index.match('a/b'), [])
    const deep = 'a/'.repeat(30_000)
    index.add(`${deep}#`, 'deep')
    t.strictSame(index.match(`${deep}b`), ['deep'])
})

t.test('topicFault and filterFault tell what is wrong', async t => {
    for (const topic of ['', 'a/+', '#', 'a\0', 'a\n', '\ud800', 'x'.repeat(65536)]) {
        t.type(topicFault(topic), 'string', JSON.stringify(topic.slice(0, 10)))
    }
    for (const filter of ['', 'a#', 'a/#/b', 'a+/b', '$share/', '$share//a', '$share/+/a', '$share/x', '$share/x/']) {
        t.type(filterFault(filter), 'string', filter)
    }
    for (const filter of ['a', '+', '#', '+/+/#', '/', 'ä b', '$share/x/a/#', '\u{1f600}', 'x'.repeat(65535)]) {
        t.equal(filterFault(filter), null, filter.slice(0, 20))
    }
    t.match(topicFault('ää', 3), /4 bytes, wanted at most 3/)
})
