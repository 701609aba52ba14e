/*
    dom.js -- Small things about elements.
*/

export const byId = id => document.getElementById(id)

/** An element with a class and a text. */
export function make(tag, className = '', text = '') {
    const element = document.createElement(tag)
    if (className !== '') {
        element.className = className
    }
    element.textContent = text
    return element
}

/** Sets the text of an element where it is another one: a selection in it survives. */
export function show(element, text) {
    if (element.textContent !== text) {
        element.textContent = text
    }
}

/** Has an element as many children as there are values: those that are there are kept. `fill(child, value)` sets what they show. */
export function fillChildren(element, values, create, fill) {
    while (element.children.length > values.length) {
        element.lastChild.remove()
    }
    values.forEach((value, i) => {
        fill(element.children[i] ?? element.appendChild(create()), value)
    })
}
