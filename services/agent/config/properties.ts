/*
    properties.ts -- All properties of the agent: what they take, what they are by default, what they mean. Source: spec agent.md §4, §5.

    This one table is the validation and the reference: docs/reference/agent-config.md is written from it by `npm run docs:config`. `web`
    and `tls` are checked by the web server, which is not loaded where it is switched off.
*/

import * as read from '../../config/index.js'
import type { Group, Property, Reader } from '../../config/index.js'
import * as own from './readers.js'

const property = (reader: Reader, type: string, initial: unknown, meaning: string): Property => ({
    ...{ read: reader, type, initial, meaning },
})

const flag = (initial: boolean, meaning: string) => property(read.flag, 'boolean', initial, meaning)
const count = (initial: number, meaning: string) => property(read.size(0), 'count', initial, meaning)
const size = (initial: string, meaning: string) => property(read.size(0), 'size', initial, meaning)
const time = (initial: string | number, meaning: string) => property(read.durationOrNone, 'duration', initial, meaning)
const text = (initial: string | null, meaning: string) =>
    property(initial === null ? read.wordOrNone : read.text, 'text', initial, meaning)
const path = (initial: string | null, meaning: string) =>
    property(initial === null ? read.pathOrNone : read.word, 'path', initial, meaning)
const secret = (meaning: string) => property(read.secretOrNone, 'text', null, meaning)
const schedule = (initial: string | null, meaning: string) => property(own.schedule, 'schedule', initial, meaning)
const elsewhere = (type: string, meaning: string) => property(own.anything, type, null, meaning)

/** Of ioto.json5. */
export const agentProperties = {
    ai: {
        enable: flag(true, 'Read by applications'),
        endpoint: text('https://api.openai.com/v1', 'Base of the API'),
        key: secret('Key, when `OPENAI_API_KEY` is not in the environment'),
        model: text(null, 'Model that applications use'),
        provider: text(null, 'For people'),
    },
    api: {
        builder: text('https://api.admin.embedthis.com/api', 'REST endpoint of the builder'),
        serialize: text(null, 'Where `services.serialize: factory` gets the ID: a URL, or a program'),
    },
    app: text('blank', 'Name of the application, for the log'),
    cloud: { shadow: text('default', 'Name of the shadow') },
    conditional: elsewhere(
        'object',
        '`{ SELECTOR: { VALUE: { ... } } }`: what is blended in when the property SELECTOR is VALUE',
    ),
    database: {
        maxJournalAge: time('1min', 'After which the journal is replaced by a save'),
        maxJournalSize: size('1mb', 'From which the journal is replaced by a save'),
        maxSyncSize: size('1k', 'Changes for the cloud that are sent at once'),
        path: path('@db/device.db', 'Data file'),
        schema: path('@config/schema.json5', 'Schema'),
        service: time('1hour', 'Period in which items that have expired are removed; 0: never'),
    },
    directories: {
        certs: path('@state/certs', 'What `@certs` stands for'),
        db: path('@state/db', 'What `@db` stands for'),
        log: path('.', 'Where log files are, `@log`'),
        site: path('@state/site', 'What `@site` stands for; the default is the site of the application that is run'),
        state: path('state', 'State directory, `@state`. It is made when the agent starts'),
    },
    files: elsewhere('list of objects', 'Log files that go to the cloud'),
    limits: {
        fibers: count(0, 'Fibers at a time, beside those of the agent itself; 0: no limit'),
        reprovision: count(5, 'Attempts to provision again after failed connections'),
    },
    log: {
        format: text(
            '%T %S: %M',
            'Layout: `%A` application, `%D` date, `%H` host, `%M` message, `%P` process, `%S` source, `%T` type',
        ),
        group: text('ioto', 'Group at CloudWatch'),
        path: text(
            'stdout',
            '`stdout`, `stderr`, `none`, `default` (ioto.log), `cloud`, or a file, in `directories.log` unless absolute. `PATH:TYPES:SOURCES` sets all three',
        ),
        show: property(
            read.text,
            'letters',
            '',
            'What of requests and responses is logged: `H` request headers, `B` request body, `h` response headers, `b` response body',
        ),
        sources: property(
            own.filter,
            'names with commas',
            'all,!mbedtls',
            'Sources that are logged; `all`, `!NAME` removes',
        ),
        stream: text('agent', 'Stream at CloudWatch'),
        types: property(
            own.types,
            'names with commas',
            'error,info',
            'Types that are logged: `fatal`, `error`, `info`, `trace`, `debug`, `raw`, `all`; `!NAME` removes',
        ),
    },
    mqtt: {
        alpn: text('x-amzn-mqtt-ca', 'ALPN protocol'),
        authority: path(null, 'Certificates of the authorities that the broker is trusted by'),
        certificate: path(null, 'Certificate of the device'),
        delay: time(0, 'Least time between the end of a connection and the next'),
        endpoint: text(null, 'Broker, when it does not come from provisioning'),
        jitter: time(0, 'Random part that is added to waits'),
        key: path(null, 'Private key of the device'),
        port: count(443, 'Port of the broker'),
        schedule: schedule(null, 'When there may be a connection; the default is always'),
        timeout: time('1 min', 'Idle time after which the connection is closed; 0: never'),
    },
    optimize: text(null, 'Of the build of the original agent; no effect'),
    profile: text('dev', 'Selects conditional sets. `dev`: responses to requests whose handler failed show the error'),
    reload: flag(false, 'Looks for changed configuration files, and takes them over'),
    safeMode: {
        crashes: count(
            5,
            'Starts without a proper end, within the time below, after which the agent starts in safe mode; 0: never',
        ),
        within: time('10 mins', 'See above'),
    },
    scripts: {
        reset: text(null, 'Command that is run when the agent has stopped for a restart'),
        update: text(null, 'Command that applies an update'),
    },
    services: {
        ai: flag(false, 'OpenAI client'),
        database: property(
            own.flagOrNone,
            'boolean',
            null,
            'Embedded database. Default true if there is an object `services`, else false',
        ),
        keys: flag(false, 'Credentials of AWS'),
        logs: flag(false, 'Log files to CloudWatch'),
        mqtt: flag(false, 'Connection to an MQTT broker'),
        provision: property(
            own.flagOrNone,
            'boolean',
            null,
            'Certificates and endpoints from the cloud. Default false',
        ),
        register: property(
            own.flagOrNone,
            'boolean',
            null,
            'Registration with the builder. Default that of `provision`',
        ),
        serialize: property(
            own.serialization,
            '`auto`, `factory`, `none`',
            null,
            'How the device gets an ID if it has none. Default `auto` with `provision`, else `none`',
        ),
        shadow: flag(false, 'Shadow of AWS IoT'),
        sync: flag(false, 'Synchronisation of the database with the cloud'),
        test: flag(false, 'For applications'),
        update: flag(false, 'Looks for updates'),
        url: property(own.flagOrNone, 'boolean', null, 'HTTP client; it is there in any case'),
        web: property(own.flagOrNone, 'boolean', null, 'Web server. Default true'),
    },
    sparePorts: count(0, 'How many of the following ports are tried when one of `web.listen` is taken'),
    supervise: {
        restarts: count(
            5,
            'A service that fails is started again; more failures than this within the time below are too many',
        ),
        stop: flag(true, 'Too many failures stop the agent (status 1); if not, it goes on without the service'),
        within: time('1 min', 'See above'),
    },
    timeouts: {
        api: time('30 secs', 'For update checks'),
        aws: time('60 secs', 'For requests to AWS'),
        download: time('4 hrs', 'For the download of an update'),
        stop: time(10, 'That requests under way have to finish when the agent stops'),
    },
    tls: elsewhere('object', 'TLS, see [web](web-config.md#tls)'),
    update: {
        apply: schedule('* * * * *', 'When an update may be applied'),
        enable: flag(false, 'Without it no update is looked for'),
        jitter: time(0, 'Random part of the delay'),
        period: time('24 hrs', 'Least time between two checks'),
        schedule: schedule('* * * * *', 'When may be checked'),
        throttle: count(0, 'Milliseconds of pause after each piece of a download, at most 5000'),
    },
    version: text('1.0.0', 'Version of the software of the device'),
} satisfies Group

/** Of device.json5, below `device`. What else is in it is passed on. */
export const deviceProperties = {
    account: text(null, 'Account that claims the device'),
    cloud: text(null, 'Cloud that claims the device'),
    created: text(null, 'Date of manufacture'),
    description: text(null, 'For people'),
    id: text(null, 'Unique ID (claim ID)'),
    model: text(null, 'For people'),
    name: text(null, 'For people'),
    product: text(null, 'Product token of the builder'),
    test: flag(false, 'The device is for tests'),
} satisfies Group

/** Of provision.json5, below `provision`, which the agent writes. */
export const provisionProperties = {
    accountId: text(null, 'Account that owns the device'),
    api: text(null, 'REST endpoint of the cloud of the device'),
    certificate: text(null, 'File of the certificate for MQTT, or `@` and the certificate itself'),
    cloud: text(null, 'Cloud of the device'),
    cloudName: text(null, 'Its name'),
    cloudRegion: text(null, 'Its region'),
    cloudType: text(null, '`hosted` or `dedicated`'),
    endpoint: text(null, 'MQTT broker'),
    id: text(null, 'Claim ID'),
    key: secret('File of the private key for MQTT, or `@` and the key itself'),
    keys: elsewhere('object', 'Credentials of AWS, in memory only'),
    port: property(
        (value, at, reading) => (value === null ? null : read.size(1)(value, at, reading)),
        'count',
        null,
        'Port of the broker',
    ),
    registered: flag(false, 'The device is registered'),
    thing: text(null, 'Name at AWS IoT'),
    token: secret('Bearer token'),
} satisfies Group
