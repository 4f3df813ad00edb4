using System.IO.Compression;
using System.Text;

namespace Panta.Data.Reading;

/// <summary>Opens files of text as a stream of UTF-8, whatever their compression and encoding.</summary>
static class TextFile
{
    /// <summary>Opens a file of text, unpacked by its extension (<c>.gz</c>, <c>.zst</c>), in UTF-8 and without a byte order mark.</summary>
    /// <param name="path">The file.</param>
    /// <param name="encoding">The encoding's name; null: by the byte order mark, else UTF-8.</param>
    /// <param name="isUtf8">Whether the file is UTF-8 itself, with or without a mark, so that DuckDB can read it.</param>
    /// <exception cref="FileReadException">
    /// Zstandard with another encoding than UTF-8; a byte that the encoding does not know, while the stream is read.
    /// </exception>
    public static Stream Open(string path, string? encoding, out bool isUtf8)
    {
        var bytes = OpenBytes(path);
        try
        {
            var mark = new byte[4];
            var length = CsvHead.Guarded(path, () => bytes.ReadAtLeast(mark, mark.Length, throwOnEndOfStream: false));
            var (marked, markLength) = Mark(mark.AsSpan(0, length));
            var named = encoding is null ? marked ?? Encoding.UTF8 : Named(encoding);
            isUtf8 = named.CodePage == Encoding.UTF8.CodePage;
            // A mark is a mark only in its own encoding: in another, its bytes are text.
            var skip = marked is not null && marked.CodePage == WithMark(named, marked).CodePage ? markLength : 0;
            var stream = new PrefixedStream(mark.AsMemory(skip, length - skip), bytes);
            return isUtf8 ? stream : Encoding.CreateTranscodingStream(stream, Strict(WithMark(named, marked)), Encoding.UTF8);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    /// <summary>The encoding of a name.</summary>
    /// <exception cref="ArgumentException">There is none of that name.</exception>
    public static Encoding Named(string name)
    {
        try
        {
            return Encoding.GetEncoding(name);
        }
        catch (ArgumentException)
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name)
                ?? throw new ArgumentException(
                    $"There is no encoding '{name}'. Known are utf-8, utf-16, utf-32, latin1 and the code pages, for example windows-1252, ibm850, shift_jis, gb18030.");
        }
    }

    /// <summary>Whether a file is packed by Zstandard, which .NET does not unpack.</summary>
    public static bool IsZstandard(string path) => path.EndsWith(".zst", StringComparison.OrdinalIgnoreCase);

    static Stream OpenBytes(string path)
    {
        if (IsZstandard(path)) return new UnpackedLines(path);

        var file = new FileStream(path, new FileStreamOptions { Options = FileOptions.SequentialScan, BufferSize = 1 << 16,
            Share = FileShare.ReadWrite | FileShare.Delete });
        return path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    // utf-16 means either order of bytes: the mark tells which.
    static Encoding WithMark(Encoding named, Encoding? marked) => marked is not null && named is UnicodeEncoding && marked is UnicodeEncoding ? marked : named;

    static Encoding Strict(Encoding encoding)
    {
        var strict = (Encoding)encoding.Clone();
        strict.DecoderFallback = DecoderFallback.ExceptionFallback;
        return strict;
    }

    static (Encoding? Encoding, int Length) Mark(ReadOnlySpan<byte> start)
    {
        if (start.StartsWith("\uFEFF"u8)) return (Encoding.UTF8, 3);
        if (start.StartsWith([(byte)0xFF, (byte)0xFE, (byte)0, (byte)0])) return (Encoding.UTF32, 4);
        if (start.StartsWith([(byte)0xFF, (byte)0xFE])) return (Encoding.Unicode, 2);
        return start.StartsWith([(byte)0xFE, (byte)0xFF]) ? (Encoding.BigEndianUnicode, 2) : (null, 0);
    }
}
