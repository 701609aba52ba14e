/*
    mqtt.ts -- `ioto mqtt`: publishes and subscribes from the command line, in the manner of mosquitto_pub and mosquitto_sub.
*/

import { race, setLogFilter, setLogPath } from '../../../fiber/index.js'
import { runAlone } from '../run-alone.js'
import { StopSignals } from '../stop-signal.js'
import type { Subcommand } from '../subcommand.js'
import { declareOptions, type MqttWords, perform } from './mqtt/index.js'

/** `ioto mqtt`. */
export const command: Subcommand = {
    description:
        'Publish to an MQTT broker, or print what comes. With --message, --file, --stdin, --lines or --null it publishes to the topic; ' +
        'otherwise it subscribes to all topics that are given.',
    examples: [
        ['ioto mqtt -h broker.example -t room/temperature -m 21.5', 'publishes'],
        ['ioto mqtt -h broker.example -t room/temperature -q 1 -r -f value.txt', 'a file, kept by the broker'],
        ["ioto mqtt -h broker.example -t 'room/#' -v", 'prints topics and messages'],
        ["ioto mqtt -h broker.example -t '#' -C 10 --format json", 'ten messages, a line of JSON each'],
        ['ioto mqtt -L mqtts://host --cafile ca.pem --cert c.pem --key k.pem -t a -m x', 'with a client certificate'],
    ],
    statuses: [
        [0, 'done'],
        [1, 'no connection, refused, or not delivered'],
        [2, 'wrong command line'],
        [27, 'the time of -W is over'],
    ],

    completions: {
        ...{ '--qos': ['0', '1', '2'], '--will-qos': ['0', '1', '2'], '--protocol': ['311', '5'] },
        '--format': ['text', 'json', 'hex', 'base64', 'none'],
    },

    declare: declareOptions,

    async run(command) {
        const words = command.opts<MqttWords>()
        setLogPath('stderr')
        setLogFilter(words.debug === true ? 'error,info,trace,debug' : 'error', 'all')
        const signals = new StopSignals()
        try {
            const work = perform(words, message => command.error(message))
            const end = await runAlone(race, [work, signals.wait()] as const)
            if (typeof end === 'number') {
                return end
            }
            // The broker was told, so that it does not publish the will. Now the signal may do what it is for.
            signals.close()
            process.kill(process.pid, end)
            return 1
        } finally {
            signals.close()
        }
    },
}
