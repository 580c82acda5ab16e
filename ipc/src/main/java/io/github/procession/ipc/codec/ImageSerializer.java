package io.github.procession.ipc.codec;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ColorModel;
import java.awt.image.ComponentColorModel;
import java.awt.image.DirectColorModel;
import java.awt.image.IndexColorModel;
import java.awt.image.WritableRaster;
import java.util.Hashtable;
import org.jspecify.annotations.Nullable;

/**
 * Serializer of {@link BufferedImage}: its color model, all pixels and its properties. An image of a standard type
 * arrives as one of that type; part of a larger image arrives as an image of its own.
 */
final class ImageSerializer extends GraphSerializer {
    private static final byte INDEXED = 0;
    private static final byte DIRECT = 1;
    private static final byte COMPONENTS = 2;
    private static final byte STANDARD = 3;

    private static final int OWN_SPACE = 0;
    private static final int[] STANDARD_SPACES = {
        ColorSpace.CS_sRGB, ColorSpace.CS_LINEAR_RGB, ColorSpace.CS_CIEXYZ, ColorSpace.CS_PYCC, ColorSpace.CS_GRAY
    };

    @Override
    void write(GraphKryo kryo, GraphOutput output, Object object) {
        BufferedImage image = (BufferedImage) object;
        WritableRaster raster = image.getRaster();
        int width = image.getWidth();
        int height = image.getHeight();
        if ((long) width * height * raster.getNumDataElements() > HeaderWriter.MAX_BYTES) {
            throw Refusal.of(kryo, object.getClass(), "is too large for one message; send parts of it");
        }
        kryo.references().enterLate();
        output.writeInt(width);
        output.writeInt(height);
        writeColors(kryo, output, image);
        kryo.writeClassAndObject(output, properties(image));
        kryo.writeClassAndObject(
                output, raster.getDataElements(raster.getMinX(), raster.getMinY(), width, height, null));
        kryo.references().leaveLate();
    }

    private static @Nullable Hashtable<String, Object> properties(BufferedImage image) {
        String[] names = image.getPropertyNames();
        if (names == null) {
            return null;
        }
        Hashtable<String, Object> properties = new Hashtable<>();
        for (String name : names) {
            properties.put(name, image.getProperty(name));
        }
        return properties;
    }

    private static void writeColors(GraphKryo kryo, GraphOutput output, BufferedImage image) {
        int type = image.getType();
        output.writeByte(type);
        switch (image.getColorModel()) {
            case IndexColorModel model -> {
                int[] colors = new int[model.getMapSize()];
                model.getRGBs(colors);
                output.writeByte(INDEXED);
                output.writeByte(model.getPixelSize());
                output.writeBoolean(model.hasAlpha());
                output.writeInt(model.getTransparentPixel());
                output.writeInt(model.getTransferType());
                kryo.writeClassAndObject(output, colors);
            }
            case ColorModel _ when type != BufferedImage.TYPE_CUSTOM -> output.writeByte(STANDARD);
            case DirectColorModel model -> {
                output.writeByte(DIRECT);
                output.writeByte(model.getPixelSize());
                output.writeInt(model.getRedMask());
                output.writeInt(model.getGreenMask());
                output.writeInt(model.getBlueMask());
                output.writeInt(model.getAlphaMask());
                output.writeBoolean(model.isAlphaPremultiplied());
                output.writeInt(model.getTransferType());
                writeSpace(kryo, output, model.getColorSpace());
            }
            case ComponentColorModel model -> {
                output.writeByte(COMPONENTS);
                output.writeBoolean(model.hasAlpha());
                output.writeBoolean(model.isAlphaPremultiplied());
                output.writeInt(model.getTransparency());
                output.writeInt(model.getTransferType());
                kryo.writeClassAndObject(output, model.getComponentSize());
                writeSpace(kryo, output, model.getColorSpace());
            }
            default ->
                throw Refusal.of(
                        kryo,
                        image.getClass(),
                        "has a color model that cannot be taken apart: "
                                + image.getColorModel().getClass().getName());
        }
    }

    @Override
    Object read(GraphKryo kryo, GraphInput input, Class<?> type) {
        int width = input.readInt();
        int height = input.readInt();
        if (width <= 0 || height <= 0 || (long) width * height > 8L * input.remaining()) {
            throw new DamagedMessageException(
                    "an image of " + width + " x " + height + " pixels in " + input.remaining() + " bytes");
        }
        BufferedImage image = create(kryo, input, width, height);
        Hashtable<?, ?> properties = (Hashtable<?, ?>) kryo.readClassAndObject(input);
        image.getRaster().setDataElements(0, 0, width, height, kryo.readClassAndObject(input));
        return properties == null
                ? image
                : new BufferedImage(image.getColorModel(), image.getRaster(), image.isAlphaPremultiplied(), properties);
    }

    private static BufferedImage create(GraphKryo kryo, GraphInput input, int width, int height) {
        int type = input.readByte();
        byte kind = input.readByte();
        ColorModel model = switch (kind) {
            case STANDARD -> null;
            case INDEXED -> readIndexed(kryo, input);
            case DIRECT -> readDirect(kryo, input);
            case COMPONENTS -> readComponents(kryo, input);
            default -> throw new DamagedMessageException("no kind of image has the number " + kind);
        };
        if (model == null) {
            return new BufferedImage(width, height, type);
        }
        if (model instanceof IndexColorModel indexed && type != BufferedImage.TYPE_CUSTOM) {
            return new BufferedImage(width, height, type, indexed);
        }
        WritableRaster raster = model.createCompatibleWritableRaster(width, height);
        return new BufferedImage(model, raster, model.isAlphaPremultiplied(), null);
    }

    /** The JDK's own spaces are compared by identity. */
    private static void writeSpace(GraphKryo kryo, GraphOutput output, ColorSpace space) {
        for (int standard : STANDARD_SPACES) {
            if (space == ColorSpace.getInstance(standard)) {
                output.writeInt(standard);
                return;
            }
        }
        output.writeInt(OWN_SPACE);
        kryo.writeClassAndObject(output, space);
    }

    private static ColorSpace readSpace(GraphKryo kryo, GraphInput input) {
        int standard = input.readInt();
        return standard == OWN_SPACE ? (ColorSpace) kryo.readClassAndObject(input) : ColorSpace.getInstance(standard);
    }

    private static IndexColorModel readIndexed(GraphKryo kryo, GraphInput input) {
        int bits = input.readByte();
        boolean hasAlpha = input.readBoolean();
        int transparent = input.readInt();
        int transferType = input.readInt();
        int[] colors = (int[]) kryo.readClassAndObject(input);
        return new IndexColorModel(bits, colors.length, colors, 0, hasAlpha, transparent, transferType);
    }

    private static DirectColorModel readDirect(GraphKryo kryo, GraphInput input) {
        int bits = input.readByte();
        int red = input.readInt();
        int green = input.readInt();
        int blue = input.readInt();
        int alpha = input.readInt();
        boolean premultiplied = input.readBoolean();
        int transferType = input.readInt();
        ColorSpace space = readSpace(kryo, input);
        return new DirectColorModel(space, bits, red, green, blue, alpha, premultiplied, transferType);
    }

    private static ComponentColorModel readComponents(GraphKryo kryo, GraphInput input) {
        boolean hasAlpha = input.readBoolean();
        boolean premultiplied = input.readBoolean();
        int transparency = input.readInt();
        int transferType = input.readInt();
        int[] bits = (int[]) kryo.readClassAndObject(input);
        ColorSpace space = readSpace(kryo, input);
        return new ComponentColorModel(space, bits, hasAlpha, premultiplied, transparency, transferType);
    }
}
