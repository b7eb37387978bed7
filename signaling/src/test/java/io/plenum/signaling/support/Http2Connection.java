package io.plenum.signaling.support;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/**
 * HTTP/2 frame by frame (RFC 9113), for what a client library would not do. Knows as much of HPACK
 * (RFC 7541) as one request and a status of 200 need.
 */
public final class Http2Connection implements AutoCloseable {
    /** Frame types. */
    public static final int DATA = 0;

    /** Frame types. */
    public static final int HEADERS = 1;

    private static final int SETTINGS = 4;
    private static final int ACK = 1;
    private static final int END_STREAM = 1;
    private static final int END_HEADERS = 4;
    private static final int WAIT_MILLIS = 15_000;

    private final SSLSocket socket;
    private final DataInputStream in;
    private final OutputStream out;
    private final ReentrantLock writing = new ReentrantLock();

    /** A frame that came. */
    public record Frame(int type, int flags, int stream, byte[] payload) {
        /** Whether these are headers whose first field is ":status: 200" (index 8). */
        public boolean isOk() {
            return type == HEADERS && payload.length > 0 && payload[0] == (byte) 0x88;
        }
    }

    /** Connects and sends the preface. */
    public Http2Connection(SSLContext context, int port) throws IOException {
        socket = (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", port);
        SSLParameters parameters = socket.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"h2"});
        socket.setSSLParameters(parameters);
        socket.setSoTimeout(WAIT_MILLIS);
        socket.startHandshake();
        in = new DataInputStream(socket.getInputStream());
        out = socket.getOutputStream();
        out.write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".getBytes(US_ASCII));
        send(SETTINGS, 0, 0, new byte[0]);
    }

    /** GET, whole. */
    public void get(int stream, String path) throws IOException {
        send(HEADERS, END_HEADERS | END_STREAM, stream, head(0x82, path));
    }

    /** The header of a POST, whose body is to follow. */
    public void post(int stream, String path, String contentType) throws IOException {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.writeBytes(head(0x83, path));
        block.write(0x0F); // literal without indexing, its name is entry 31: content-type
        block.write(31 - 15);
        literal(block, contentType);
        send(HEADERS, END_HEADERS, stream, block.toByteArray());
    }

    /** A part of a body. */
    public void data(int stream, byte[] part) throws IOException {
        send(DATA, 0, stream, part);
    }

    private static byte[] head(int method, String path) {
        ByteArrayOutputStream block = new ByteArrayOutputStream();
        block.write(method);
        block.write(0x87); // :scheme: https
        block.write(0x04); // :path
        literal(block, path);
        block.write(0x01); // :authority
        literal(block, "x");
        return block.toByteArray();
    }

    private static void literal(ByteArrayOutputStream block, String text) {
        block.write(text.length());
        block.writeBytes(text.getBytes(US_ASCII));
    }

    private void send(int type, int flags, int stream, byte[] payload) throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(new byte[] {0, (byte) (payload.length >> 8), (byte) payload.length});
        frame.write(type);
        frame.write(flags);
        frame.write(new byte[] {0, 0, (byte) (stream >> 8), (byte) stream});
        frame.write(payload);
        writing.lock();
        try {
            out.write(frame.toByteArray());
            out.flush();
        } finally {
            writing.unlock();
        }
    }

    /** The next frame of a stream; settings are acknowledged, the others are left out. */
    public Frame next(int stream) throws IOException {
        while (true) {
            int length = in.readUnsignedShort() << 8 | in.readUnsignedByte();
            int type = in.readUnsignedByte();
            int flags = in.readUnsignedByte();
            int of = in.readInt();
            byte[] payload = in.readNBytes(length);
            if (type == SETTINGS && flags == 0) {
                send(SETTINGS, ACK, 0, new byte[0]);
            } else if (of == stream) {
                return new Frame(type, flags, of, payload);
            }
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
