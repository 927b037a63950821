"""A proxy with TLS on a free port of this machine.

The arguments are the port behind it, and the days for which its certificate holds. Its output is the line
`{ "port", "certificate" }`. It ends with its input.
"""

import asyncio
import json
import sys

from tls import certify, context

BEHIND, DAYS = int(sys.argv[1]), float(sys.argv[2])


async def pass_on(reader, writer):
    while part := await reader.read(65536):
        writer.write(part)
        await writer.drain()
    writer.close()


async def serve(reader, writer):
    there, back = await asyncio.open_connection("127.0.0.1", BEHIND)
    ways = pass_on(reader, back), pass_on(there, writer)
    await asyncio.gather(*ways, return_exceptions=True)


async def main():
    private, certificate = certify(DAYS)
    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context(private, certificate))
    port = server.sockets[0].getsockname()[1]
    print(json.dumps({"port": port, "certificate": certificate.decode()}), flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)


asyncio.run(main())
