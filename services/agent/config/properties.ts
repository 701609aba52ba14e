/*
    properties.ts -- All properties of the agent: what they take, what they are by default, what they mean. Source: spec agent.md §4, §5.

    This one table is the validation and the reference: docs/reference/agent-config.md is written from it, and from the comments in it, by `npm run docs:config`. `web`
    and `tls` are checked by the web server, which is not loaded where it is switched off.
*/

import * as read from '../../config/index.js'
import type { Group, Property, Reader } from '../../config/index.js'
import * as own from './readers.js'

const property = (reader: Reader, type: string, initial: unknown): Property => ({
    ...{ read: reader, type, initial },
})

const flag = (initial: boolean) => property(read.flag, 'boolean', initial)
const count = (initial: number) => property(read.size(0), 'count', initial)
const size = (initial: string) => property(read.size(0), 'size', initial)
const time = (initial: string | number) => property(read.durationOrNone, 'duration', initial)
const text = (initial: string | null) => property(initial === null ? read.wordOrNone : read.text, 'text', initial)
const path = (initial: string | null) => property(initial === null ? read.pathOrNone : read.word, 'path', initial)
const secret = () => property(read.secretOrNone, 'text', null)
const schedule = (initial: string | null) => property(own.schedule, 'schedule', initial)
const elsewhere = (type: string) => property(own.anything, type, null)

/** Of ioto.json5. */
export const agentProperties = {
    ai: {
        /** Read by applications */
        enable: flag(true),
        /** Base of the API */
        endpoint: text('https://api.openai.com/v1'),
        /** Key, when `OPENAI_API_KEY` is not in the environment */
        key: secret(),
        /** Model that applications use */
        model: text(null),
        /** For people */
        provider: text(null),
    },
    api: {
        /** REST endpoint of the builder */
        builder: text('https://api.admin.embedthis.com/api'),
        /** Where `services.serialize: factory` gets the ID: a URL, or a program */
        serialize: text(null),
    },
    /** Name of the application, for the log */
    app: text('blank'),
    cloud: {
        /** Name of the shadow */
        shadow: text('default'),
    },
    /** `{ SELECTOR: { VALUE: { ... } } }`: what is blended in when the property SELECTOR is VALUE */
    conditional: elsewhere('object'),
    database: {
        /** After which the journal is replaced by a save */
        maxJournalAge: time('1min'),
        /** From which the journal is replaced by a save */
        maxJournalSize: size('1mb'),
        /** Changes for the cloud that are sent at once */
        maxSyncSize: size('1k'),
        /** Data file */
        path: path('@db/device.db'),
        /** Schema */
        schema: path('@config/schema.json5'),
        /** Period in which items that have expired are removed; 0: never */
        service: time('1hour'),
    },
    directories: {
        /** What `@certs` stands for */
        certs: path('@state/certs'),
        /** What `@db` stands for */
        db: path('@state/db'),
        /** Where log files are, `@log` */
        log: path('.'),
        /** What `@site` stands for; the default is the site of the application that is run */
        site: path('@state/site'),
        /** State directory, `@state`. It is made when the agent starts */
        state: path('state'),
    },
    /** Log files that go to the cloud */
    files: elsewhere('list of objects'),
    limits: {
        /** Fibers at a time, beside those of the agent itself; 0: no limit */
        fibers: count(0),
        /** Attempts to provision again after failed connections */
        reprovision: count(5),
    },
    log: {
        /** Layout: `%A` application, `%D` date, `%H` host, `%M` message, `%P` process, `%S` source, `%T` type */
        format: text('%T %S: %M'),
        /** Group at CloudWatch */
        group: text('ioto'),
        /**
         * `stdout`, `stderr`, `none`, `default` (ioto.log), `cloud`, or a file, in `directories.log` unless absolute.
         * `PATH:TYPES:SOURCES` sets all three
         */
        path: text('stdout'),
        /**
         * What of requests and responses is logged: `H` request headers, `B` request body, `h` response headers, `b`
         * response body
         */
        show: property(read.text, 'letters', ''),
        /** Sources that are logged; `all`, `!NAME` removes */
        sources: property(own.filter, 'names with commas', 'all,!mbedtls'),
        /** Stream at CloudWatch */
        stream: text('agent'),
        /** Types that are logged: `fatal`, `error`, `info`, `trace`, `debug`, `raw`, `all`; `!NAME` removes */
        types: property(own.types, 'names with commas', 'error,info'),
    },
    mqtt: {
        /** ALPN protocol */
        alpn: text('x-amzn-mqtt-ca'),
        /** Certificates of the authorities that the broker is trusted by */
        authority: path(null),
        /** Certificate of the device */
        certificate: path(null),
        /** Least time between the end of a connection and the next */
        delay: time(0),
        /** Broker, when it does not come from provisioning */
        endpoint: text(null),
        /** Random part that is added to waits */
        jitter: time(0),
        /** Private key of the device */
        key: path(null),
        /** Port of the broker */
        port: property(own.port, 'count', 443),
        /** When there may be a connection; the default is always */
        schedule: schedule(null),
        /** Idle time after which the connection is closed; 0: never */
        timeout: time('1 min'),
    },
    /** Of the build of the original agent; no effect */
    optimize: text(null),
    /** Selects conditional sets. `dev`: responses to requests whose handler failed show the error */
    profile: text('dev'),
    /** Looks for changed configuration files, and takes them over */
    reload: flag(false),
    safeMode: {
        /** Starts without a proper end, within the time below, after which the agent starts in safe mode; 0: never */
        crashes: count(5),
        /** See above */
        within: time('10 mins'),
    },
    scripts: {
        /** Command that is run when the agent has stopped for a restart */
        reset: text(null),
        /** Command that applies an update */
        update: text(null),
    },
    services: {
        /** OpenAI client */
        ai: flag(false),
        /** Embedded database. Default true if there is an object `services`, else false */
        database: property(own.flagOrNone, 'boolean', null),
        /** Credentials of AWS */
        keys: flag(false),
        /** Log files to CloudWatch */
        logs: flag(false),
        /** Connection to an MQTT broker */
        mqtt: flag(false),
        /** Certificates and endpoints from the cloud. Default false */
        provision: property(own.flagOrNone, 'boolean', null),
        /** Registration with the builder. Default that of `provision` */
        register: property(own.flagOrNone, 'boolean', null),
        /** How the device gets an ID if it has none. Default `auto` with `provision`, else `none` */
        serialize: property(own.serialization, '`auto`, `factory`, `none`', null),
        /** Shadow of AWS IoT */
        shadow: flag(false),
        /** Synchronisation of the database with the cloud */
        sync: flag(false),
        /** For applications */
        test: flag(false),
        /** Looks for updates */
        update: flag(false),
        /** HTTP client; it is there in any case */
        url: property(own.flagOrNone, 'boolean', null),
        /** Web server. Default true */
        web: property(own.flagOrNone, 'boolean', null),
    },
    /** How many of the following ports are tried when one of `web.listen` is taken */
    sparePorts: count(0),
    supervise: {
        /** A service that fails is started again; more failures than this within the time below are too many */
        restarts: count(5),
        /** Too many failures stop the agent (status 1); if not, it goes on without the service */
        stop: flag(true),
        /** See above */
        within: time('1 min'),
    },
    timeouts: {
        /** For update checks */
        api: time('30 secs'),
        /** For requests to AWS */
        aws: time('60 secs'),
        /** For the download of an update */
        download: time('4 hrs'),
        /** That requests under way have to finish when the agent stops */
        stop: time(10),
    },
    /** TLS, see [web](web-config.md#tls) */
    tls: elsewhere('object'),
    update: {
        /** When an update may be applied */
        apply: schedule('* * * * *'),
        /** Without it no update is looked for */
        enable: flag(false),
        /** Random part of the delay */
        jitter: time(0),
        /** Least time between two checks */
        period: time('24 hrs'),
        /** When may be checked */
        schedule: schedule('* * * * *'),
        /** Milliseconds of pause after each piece of a download, at most 5000 */
        throttle: count(0),
    },
    /** Version of the software of the device */
    version: text('1.0.0'),
} satisfies Group

/** Of device.json5, below `device`. What else is in it is passed on. */
export const deviceProperties = {
    /** Account that claims the device */
    account: text(null),
    /** Cloud that claims the device */
    cloud: text(null),
    /** Date of manufacture */
    created: text(null),
    /** For people */
    description: text(null),
    /** Unique ID (claim ID) */
    id: text(null),
    /** For people */
    model: text(null),
    /** For people */
    name: text(null),
    /** Product token of the builder */
    product: text(null),
    /** The device is for tests */
    test: flag(false),
} satisfies Group

/** Of provision.json5, below `provision`, which the agent writes. */
export const provisionProperties = {
    /** Account that owns the device */
    accountId: text(null),
    /** REST endpoint of the cloud of the device */
    api: text(null),
    /** File of the certificate for MQTT, or `@` and the certificate itself */
    certificate: text(null),
    /** Cloud of the device */
    cloud: text(null),
    /** Its name */
    cloudName: text(null),
    /** Its region */
    cloudRegion: text(null),
    /** `hosted` or `dedicated` */
    cloudType: text(null),
    /** MQTT broker */
    endpoint: text(null),
    /** Claim ID */
    id: text(null),
    /** File of the private key for MQTT, or `@` and the key itself */
    key: secret(),
    /** Credentials of AWS, in memory only */
    keys: elsewhere('object'),
    /** Port of the broker */
    port: property((value, at) => (value === null ? null : own.port(value, at)), 'count', null),
    /** The device is registered */
    registered: flag(false),
    /** Name at AWS IoT */
    thing: text(null),
    /** Bearer token */
    token: secret(),
} satisfies Group
