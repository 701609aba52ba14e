import { X509Certificate } from 'node:crypto'
import t from 'tap'
import { Authorities, checkPeer, type PeerDemands, type PeerFindings } from '../../../fiber/tls/verify.js'
import { makePki, noOpenssl } from './pki.js'

t.test('checkPeer', { skip: noOpenssl }, async t => {
    const pki = makePki()
    t.teardown(() => pki.remove())
    const certificates = (...names: string[]) => names.map(name => new X509Certificate(pki.text(`${name}.crt`)))
    const demands: PeerDemands = {
        role: 'client',
        host: 'localhost',
        verifyIssuer: true,
        authorities: new Authorities(() => pki.text('ca.crt')),
    }
    const check = (found: Partial<PeerFindings>, changes: Partial<PeerDemands> = {}): string | null => {
        const findings = { problem: null, chain: certificates('server'), resumed: false, ...found }
        return checkPeer(findings, { ...demands, ...changes })?.code ?? null
    }

    t.test('checkPeer finds nothing wrong with a good peer', async t => {
        t.equal(check({}), null)
        t.equal(check({ resumed: true }), null)
        t.equal(check({ chain: certificates('client') }, { role: 'server', host: null }), null)
    })

    t.test('checkPeer compares names and addresses', async t => {
        for (const host of ['localhost', 'localhost.', 'LOCALHOST', '127.0.0.1', '::1', '::1%lo', '0:0:0:0:0:0:0:1']) {
            t.equal(check({}, { host }), null, host)
        }
        for (const host of ['local', 'localhost.example', '127.0.0.2', '::2', '']) {
            t.equal(check({}, { host }), 'TLS_HOSTNAME', host)
        }
        const error = checkPeer({ problem: null, chain: certificates('wrong-name'), resumed: false }, demands)
        t.equal(error?.message, 'Cannot trust certificate: it is for DNS:wrong.example, wanted localhost')
    })

    t.test('checkPeer looks for the issuer behind other problems', async t => {
        const expired = (...names: string[]) => check({ problem: 'CERT_HAS_EXPIRED', chain: certificates(...names) })
        t.equal(expired('expired'), 'TLS_EXPIRED')
        t.equal(expired('chained', 'intermediate'), 'TLS_EXPIRED')
        t.equal(expired('chained'), 'TLS_UNTRUSTED')
        t.equal(expired('self-expired'), 'TLS_SELF_SIGNED')
        t.equal(expired('stranger', 'other-ca'), 'TLS_SELF_SIGNED')
        t.equal(expired('chained', 'intermediate', 'ca'), 'TLS_EXPIRED', 'the authority was sent along')
    })

    t.test('checkPeer looks at the dates of a resumed session again', async t => {
        t.equal(check({ resumed: true, chain: certificates('expired') }), 'TLS_EXPIRED')
        t.equal(check({ resumed: true, chain: certificates('future') }), 'TLS_VERIFY')
        t.equal(check({ resumed: true, chain: [] }), 'TLS_NO_CERTIFICATE')
    })

    t.test('checkPeer says since when a certificate is valid, and what the clock says', async t => {
        const message = (...names: string[]) =>
            checkPeer({ problem: 'CERT_NOT_YET_VALID', chain: certificates(...names), resumed: false }, demands)
                ?.message
        const clock = 'and the clock of this machine says \\d{4}-\\d\\d-\\d\\dT\\S+Z: one of them is wrong$'
        const from = 'Cannot trust certificate localhost: it, or one of its chain, is valid'
        t.match(message('future'), new RegExp(`^${from} from \\w{3} .* GMT on, ${clock}`))
        t.match(
            message('server'),
            new RegExp(`is valid only later than now, ${clock}`),
            'an authority that was not sent',
        )
    })

    t.test('checkPeer refuses any problem that it does not know', async t => {
        for (const problem of ['CERT_SIGNATURE_FAILURE', 'INVALID_CA', 'SOMETHING_NEW', '']) {
            t.equal(check({ problem }), 'TLS_VERIFY')
            t.equal(check({ problem }, { verifyIssuer: false }), 'TLS_VERIFY')
        }
        t.equal(check({ problem: 'CERT_REVOKED' }, { verifyIssuer: false }), 'TLS_REVOKED')
    })

    t.test('checkPeer looks for the use of a certificate where its issuer is tolerated', async t => {
        const tolerant = { verifyIssuer: false }
        const problem = 'UNABLE_TO_VERIFY_LEAF_SIGNATURE'
        t.equal(check({ problem, chain: certificates('stranger') }, tolerant), null)
        t.equal(check({ problem, chain: certificates('stranger-no-server') }, tolerant), 'TLS_VERIFY')
        t.equal(check({ problem, chain: certificates('wrong-name') }, { ...tolerant, host: 'wrong.example' }), null)
        const server = { ...tolerant, role: 'server', host: null } as const
        t.equal(check({ problem, chain: certificates('client-stranger') }, server), null)
        t.equal(check({ problem, chain: certificates('stranger') }, server), 'TLS_VERIFY')
    })

    t.test('checkPeer names the certificate and keeps the problem as cause', async t => {
        const found = { problem: 'DEPTH_ZERO_SELF_SIGNED_CERT', chain: certificates('client-self'), resumed: false }
        const error = checkPeer(found, demands)
        t.match(error, {
            code: 'TLS_SELF_SIGNED',
            message: /^Cannot trust certificate device 7: /,
            cause: { message: found.problem },
        })
    })
})
