import { runInThisContext } from 'node:vm'
import t from 'tap'
import { expressionOf, strict } from '../../../fiber/thread/source.js'

const key = Symbol('key')

class Sums {
    add(a: number, b: number) {
        return a + b
    }
    static async later(a: number, b: number) {
        return a + b
    }
    async 'with a space'(a: number, b: number) {
        return a + b
    }
    async() {
        return (a: number, b: number) => a + b
    }
    #hidden(a: number, b: number) {
        return a + b
    }
    get hidden() {
        return this.#hidden
    }
}

const forms: Record<string, (a: number, b: number) => unknown> = {
    'an arrow function': (a, b) => a + b,
    'an arrow function with one name': a => a + 2,
    'an async arrow function': async (a, b) => a + b,
    'a function': function add(a, b) {
        return a + b
    },
    'a function without a name': [
        function (this: unknown, a: number, b: number) {
            return this === undefined ? a + b : 0
        },
    ][0]!,
    'an async function': async function add(a, b) {
        return a + b
    },
    'a function with defaults and a rest': (a, b = 1, ...rest) => a + b + rest.length,
    'a method': new Sums().add,
    'a static async method': Sums.later,
    'a method with a name that is no identifier': new Sums()['with a space'],
    'a method called async': (a, b) => new Sums().async()(a, b),
    'a method called function': {
        function(a: number, b: number) {
            return a + b
        },
    }.function,
    'a method called get': {
        get(a: number, b: number) {
            return a + b
        },
    }.get,
    'a method called __proto__': Object.values({
        ['__proto__'](a: number, b: number) {
            return a + b
        },
    })[0]!,
}

for (const [name, fn] of Object.entries(forms)) {
    t.test(`expressionOf gives a copy of ${name}`, async t => {
        if (name === 'a method called async') {
            const copy = runInThisContext(strict(expressionOf(new Sums().async))) as () => typeof fn
            t.equal(await copy()(1, 2), 3)
            return
        }
        const copy = runInThisContext(strict(expressionOf(fn))) as typeof fn
        t.not(copy, fn)
        t.equal(await copy(1, 2), 3)
    })
}

t.test('expressionOf gives the copy of a method with a symbol for a name where the symbol is global', async t => {
    const object = {
        [Symbol.iterator](a: number, b: number) {
            return a + b
        },
    }
    const copy = runInThisContext(expressionOf(object[Symbol.iterator])) as (a: number, b: number) => number
    t.equal(copy(1, 2), 3)
})

t.test('expressionOf gives an expression without outer variables', async t => {
    const outer = 5
    const copy = runInThisContext(expressionOf(() => outer)) as () => number
    t.throws(copy, ReferenceError)
    const method = { [key]: () => 1, [`${outer}`]() {} }
    t.throws(() => runInThisContext(expressionOf(method['5']!)), ReferenceError)
})

t.test('strict keeps functions in the mode in which modules are', async t => {
    const self = runInThisContext(
        strict(
            expressionOf(function (this: unknown) {
                return this
            }),
        ),
    ) as () => unknown
    t.equal(self(), undefined)
})

const refused: Record<string, [fn: (...args: never[]) => unknown, message: RegExp]> = {
    'a native function': [Math.max, /^Cannot offload max: it has no source text/],
    'a bound function': [new Sums().add.bind(null), /^Cannot offload bound add: it has no source text/],
    'a proxy': [new Proxy(new Sums().add, {}), /^Cannot offload add: it has no source text/],
    'a generator function': [
        function* () {
            yield 1
        },
        /^Cannot offload a function: it is a generator function, wanted a plain or an async one$/,
    ],
    'an async generator function': [async function* many() {}, /^Cannot offload many: it is a generator function/],
    'a private method': [new Sums().hidden, /^Cannot offload #hidden: its text has no meaning outside its class/],
}

for (const [name, [fn, message]] of Object.entries(refused)) {
    t.test(`expressionOf refuses ${name}`, async t => {
        t.throws(() => expressionOf(fn), { name: 'ThreadError', code: 'THREAD_FUNCTION', message })
    })
}
