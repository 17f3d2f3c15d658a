import type { IncomingHttpHeaders, Server as HttpServer } from "node:http";
import { createAdapter } from "@socket.io/postgres-adapter";
import { Server } from "socket.io";
import type { Log } from "../core/ports.ts";
import type { Store } from "../store/open-store.ts";

/** Every event name goes through here; the namespaces give them their types. */
export type Sockets = Server;

/**
 * The socket.io server of this instance. With PostgreSQL an event reaches pages connected to any instance (socket.io's
 * PostgreSQL adapter); what a page misses it fetches over HTTP.
 * @param mayConnect decides by a handshake's headers whether the browser may open a socket to us at all.
 */
export function createSockets(parts: {
  http: HttpServer;
  store: Store;
  log: Log;
  mayConnect: (headers: IncomingHttpHeaders) => boolean;
}): Sockets {
  const { http, store, log, mayConnect } = parts;
  const io = new Server(http, {
    maxHttpBufferSize: 32_768,
    serveClient: false,
    allowRequest: (request, done) => {
      done(null, mayConnect(request.headers));
    },
  });
  if (store.pool !== undefined) {
    io.adapter(
      createAdapter(store.pool, {
        tableName: "socket_attachment",
        errorHandler: (error) => {
          log.warn({ error }, "live events between instances failed");
        },
      }),
    );
  }
  return io;
}
