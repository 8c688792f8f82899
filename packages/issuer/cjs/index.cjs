// Node's own loader, also in a test runner that has put its own in place of `require` and of `process`: Jest's cannot
// load an ES module. A script that runs "in this context" runs in Node's, not in the runner's sandbox.
const { runInThisContext } = require('node:vm')
const { createRequire } = runInThisContext('process').getBuiltinModule('node:module')

module.exports = createRequire(__filename)('../dist/index.js')
