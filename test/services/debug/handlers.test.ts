import t from 'tap'
import { handlersAt } from '../../../services/debug/handlers.js'

/** The handlers around the word HERE: their kind, and the first word in each. */
function around(text: string): string[] {
    const at = text.indexOf('HERE')
    return handlersAt(text, 0, at).map(({ kind, begin }) => `${kind} ${/\w+/.exec(text.slice(begin))?.[0]}`)
}

t.test('handlersAt gives the catch and finally blocks around a place, innermost first', async t => {
    for (const [text, wanted] of [
        ['() { HERE }', []],
        ['() { try { HERE } catch { one() } }', ['catch one']],
        ['() { try { HERE } catch (e) { one() } finally { two() } }', ['catch one']],
        ['() { try { HERE } catch ({ message }) { one() } }', ['catch one']],
        ['() { try { HERE } finally { one() } }', ['finally one']],
        ['() { try { try { HERE } finally { one() } } catch { two() } }', ['finally one', 'catch two']],
        ['() { try { one() } catch { HERE } }', []],
        ['() { try { one() } catch { two() } HERE }', []],
        ['() { HERE; try { one() } catch { two() } }', []],
        ['() { try { if (a) { HERE } } catch { one() } }', ['catch one']],
        ['() { try { HERE; "}"; `}${"}"}}`; /[}]/; // }\n } catch { one() } }', ['catch one']],
        ['() { HERE } function b() { try { a } catch { one() } }', []],
    ] as const) {
        t.strictSame(around(text), wanted, text)
    }
})
