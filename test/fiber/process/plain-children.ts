/*
    plain-children.ts -- Imported by tests whose child processes are many: they start without what tap adds (see plain-node.ts),
    unless coverage is measured.
*/

if (process.env.TAP_DISABLE_COVERAGE !== '0') {
    delete process.env.NODE_OPTIONS
}
