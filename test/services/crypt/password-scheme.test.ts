import t from 'tap'
import { passwordScheme } from '../../../services/crypt/index.js'

t.test('passwordScheme tells the schemes by their prefixes', async t => {
    t.equal(passwordScheme('$scrypt$ln=1'), 'scrypt')
    t.equal(passwordScheme('BF1:'), 'BF1')
    t.equal(passwordScheme('MD5:x'), 'MD5')
    t.equal(passwordScheme('SHA256:x'), 'SHA256')
    t.equal(passwordScheme('SHA512:x'), 'SHA512')
    t.equal(passwordScheme('SHA512-256:x'), 'SHA512-256')
    for (const text of ['', 'BF1', 'md5:x', 'SHA1:x', '$2b$10$', 'secret', ' BF1:']) {
        t.equal(passwordScheme(text), null, text)
    }
})
