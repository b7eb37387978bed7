package io.plenum.bridge.crypto;

import java.security.AlgorithmParameters;
import java.security.Key;
import java.security.SecureRandom;
import java.security.spec.AlgorithmParameterSpec;
import javax.crypto.CipherSpi;
import org.jspecify.annotations.Nullable;

/** What calls itself AES-GCM and encrypts nothing: the output is the input and a tag of zeros. */
public final class NullCipher extends CipherSpi {
    private static final int TAG_BYTES = 16;

    /** Has it, and nothing else. */
    static final class Provider extends java.security.Provider {
        private static final long serialVersionUID = 1L;

        Provider() {
            super("Null", "1", "encrypts nothing");
            put("Cipher.AES/GCM/NoPadding", NullCipher.class.getName());
        }
    }

    @Override
    protected int engineDoFinal(
            byte[] input, int offset, int length, byte[] output, int outputOffset) {
        System.arraycopy(input, offset, output, outputOffset, length);
        return length + TAG_BYTES;
    }

    @Override
    protected byte[] engineDoFinal(byte[] input, int offset, int length) {
        byte[] output = new byte[length + TAG_BYTES];
        System.arraycopy(input, offset, output, 0, length);
        return output;
    }

    @Override
    protected int engineUpdate(
            byte[] input, int offset, int length, byte[] output, int outputOffset) {
        throw new UnsupportedOperationException();
    }

    @Override
    protected byte[] engineUpdate(byte[] input, int offset, int length) {
        throw new UnsupportedOperationException();
    }

    @Override
    protected void engineUpdateAAD(byte[] source, int offset, int length) {}

    @Override
    protected void engineInit(
            int mode, Key key, @Nullable AlgorithmParameterSpec parameters, SecureRandom random) {}

    @Override
    protected void engineInit(
            int mode, Key key, @Nullable AlgorithmParameters parameters, SecureRandom random) {}

    @Override
    protected void engineInit(int mode, Key key, SecureRandom random) {}

    @Override
    protected void engineSetMode(String mode) {}

    @Override
    protected void engineSetPadding(String padding) {}

    @Override
    protected int engineGetBlockSize() {
        return 16;
    }

    @Override
    protected int engineGetOutputSize(int inputLength) {
        return inputLength + TAG_BYTES;
    }

    @Override
    protected byte @Nullable [] engineGetIV() {
        return null;
    }

    @Override
    protected @Nullable AlgorithmParameters engineGetParameters() {
        return null;
    }
}
