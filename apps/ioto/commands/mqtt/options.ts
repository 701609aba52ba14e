/*
    options.ts -- The options of `ioto mqtt`: the letters are those of mosquitto_pub and mosquitto_sub.
*/

import { type Command, InvalidArgumentError } from 'commander'

/** What was given. */
export interface MqttWords {
    readonly host: string
    readonly port?: number
    readonly url?: string
    readonly topic?: readonly string[]
    readonly id?: string
    readonly keepalive: number
    readonly username?: string
    readonly password?: string
    readonly qos: 0 | 1 | 2
    readonly retain?: boolean
    readonly message?: string
    readonly file?: string
    readonly stdin?: boolean
    readonly lines?: boolean
    readonly null?: boolean
    readonly count?: number
    readonly wait?: number
    readonly verbose?: boolean
    readonly format: 'text' | 'json' | 'hex' | 'base64' | 'none'
    readonly disableClean?: boolean
    readonly retained: boolean
    readonly protocol: '311' | '5'
    readonly cafile?: string
    readonly cert?: string
    readonly key?: string
    readonly insecure?: boolean
    readonly alpn?: string
    readonly willTopic?: string
    readonly willPayload?: string
    readonly willQos: 0 | 1 | 2
    readonly willRetain?: boolean
    readonly debug?: boolean
}

const FORMATS: ReadonlySet<string> = new Set(['text', 'json', 'hex', 'base64', 'none'])

function whole(from: number, to: number): (text: string) => number {
    return text => {
        const value = Number(text)
        if (!(Number.isInteger(value) && value >= from && value <= to)) {
            throw new InvalidArgumentError(`Wanted a number from ${from} to ${to}.`)
        }
        return value
    }
}

function oneOf(names: ReadonlySet<string>): (text: string) => string {
    return text => {
        if (!names.has(text)) {
            throw new InvalidArgumentError(`Wanted one of ${[...names].join(', ')}.`)
        }
        return text
    }
}

/** Declares them. */
export function declareOptions(command: Command): void {
    command
        .helpOption('--help', 'show this help')
        .option('-h, --host <name>', 'name of the broker', 'localhost')
        .option('-p, --port <number>', 'its port; default 1883, with TLS 8883', whole(1, 65535))
        .option('-L, --url <url>', 'mqtt://, mqtts://, ws:// or wss:// instead of host and port')
        .option('-t, --topic <topic>', 'topic, or filter; several to subscribe', (text, all: string[] = []) => [
            ...all,
            text,
        ])
        .option('-i, --id <name>', 'client id; default: a random one')
        .option('-k, --keepalive <seconds>', 'time between pings', whole(1, 65535), 60)
        .option('-u, --username <name>', 'user')
        .option('-P, --password <text>', 'password')
        .option('-q, --qos <number>', 'quality of service', whole(0, 2), 0)
        .option('-r, --retain', 'the broker keeps the message')
        .option('-m, --message <text>', 'publish this text')
        .option('-f, --file <path>', 'publish the content of a file')
        .option('-s, --stdin', 'publish standard input as one message')
        .option('-l, --lines', 'publish each line of standard input as a message')
        .option('-n, --null', 'publish an empty message')
        .option('-C, --count <number>', 'end after so many messages', whole(1, 2 ** 31))
        .option('-W, --wait <seconds>', 'end after so many seconds', whole(1, 2 ** 31))
        .option('-v, --verbose', 'print topics, too')
        .option('-F, --format <name>', 'text, json, hex, base64 or none', oneOf(FORMATS), 'text')
        .option('-c, --disable-clean', 'the broker keeps the session; wants an id')
        .option('-R, --no-retained', 'do not print messages that the broker had kept')
        .option('-V, --protocol <version>', '311 or 5', oneOf(new Set(['311', '5'])), '311')
        .option('--cafile <path>', 'certificates of authorities; makes the connection secure')
        .option('--cert <path>', 'own certificate')
        .option('--key <path>', 'own key')
        .option('--insecure', 'do not verify the broker')
        .option('--alpn <name>', 'application protocol, such as x-amzn-mqtt-ca')
        .option('--will-topic <topic>', 'topic that the broker publishes to when the connection is lost')
        .option('--will-payload <text>', 'what it publishes')
        .option('--will-qos <number>', 'with this quality of service', whole(0, 2), 0)
        .option('--will-retain', 'and keeps')
        .option('-d, --debug', 'log what happens to standard error')
}
