using System.Collections;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Panta.Data.Frames;
using Panta.Data.Reading;
using Panta.Data.Tables;
using Panta.Tracking.Artifacts;

namespace Panta.Server.Pages;

/// <summary>Looks into artifacts. Whatever a file holds, it is bounded before it is read, and shown as text, rows or a picture, never as a page.</summary>
sealed class ArtifactPreviews(ArtifactStore artifacts)
{
    const int TextBytes = 64 << 10, TableBytes = 1 << 20, MostRows = 50, MostColumns = 40, LongestCell = 200;
    const long ParquetBytes = 64 << 20, ImageBytes = 20 << 20;

    // SVG is not among them: a browser that opens one runs its scripts.
    static readonly string[] _images = [".png", ".jpg", ".jpeg", ".gif", ".webp", ".bmp", ".ico"];

    /// <summary>Looks into a file.</summary>
    /// <param name="root">The store's path of the folder that the file's path counts from.</param>
    /// <param name="path">The file's path below it.</param>
    /// <param name="link">The address it is fetched from whole.</param>
    public ArtifactPreview Of(string root, string path, string link)
    {
        using var file = artifacts.OpenRead($"{root}/{ArtifactPath.Normalize(path)}");
        var extension = System.IO.Path.GetExtension(path).ToLowerInvariant();
        var preview = new ArtifactPreview { Path = path, Link = link, Bytes = file.Length, IsMarkdown = extension is ".md" or ".markdown" };
        if (_images.Contains(extension))
            return file.Length <= ImageBytes ? preview with { IsImage = true } : preview with { Note = "The picture is too large to be shown here." };

        try
        {
            if (extension == ".parquet") return OfParquet(preview, file);
            if (extension is ".csv" or ".tsv") return OfCsv(preview, file, extension);
            if (extension == ".json" && OfJson(preview, file) is { } table) return table;
        }
        catch (Exception wrong) when (wrong is FileReadException or DuckDbException or InvalidDataException or JsonException)
        {
            return OfText(preview with { Note = $"It is not the table its name says: {Cut(wrong.Message)}" }, file);
        }
        return OfText(preview, file);
    }

    static ArtifactPreview OfText(ArtifactPreview preview, Stream file)
    {
        var bytes = Head(file, TextBytes);
        if (bytes.AsSpan().Contains((byte)0)) return preview with { Note = Join(preview.Note, "It is not text; download it to look inside.") };

        var text = Encoding.UTF8.GetString(bytes).TrimEnd('\uFFFD');
        var cut = bytes.Length < preview.Bytes ? $"The first {Figures.Bytes(bytes.Length)} are shown." : "";
        return preview with { Text = text, Note = Join(preview.Note, cut) };
    }

    static ArtifactPreview OfParquet(ArtifactPreview preview, Stream file)
    {
        if (preview.Bytes > ParquetBytes) return preview with { Note = $"It is larger than {Figures.Bytes(ParquetBytes)}; download it to look inside." };

        return WithCopy(".parquet", file, preview.Bytes, copy => Rows(preview, Read.Parquet(copy)));
    }

    // Of a long file the last line is cut off, since it need not be whole.
    static ArtifactPreview OfCsv(ArtifactPreview preview, Stream file, string extension)
    {
        var head = Head(file, TableBytes);
        var isWhole = head.Length == preview.Bytes;
        if (!isWhole) Array.Resize(ref head, Array.LastIndexOf(head, (byte)'\n') + 1);
        if (head.Length == 0) return preview with { Text = "" };
        return WithCopy(extension, new MemoryStream(head), head.Length, copy => Rows(preview, Read.Csv(copy), isWhole));
    }

    /// <summary>What <c>mlflow.log_table</c> writes, <c>{"columns": […], "data": [[…], …]}</c>, or an array of objects; null where it is neither.</summary>
    static ArtifactPreview? OfJson(ArtifactPreview preview, Stream file)
    {
        if (preview.Bytes > TableBytes) return null;

        using var json = JsonDocument.Parse(Head(file, TableBytes));
        var root = json.RootElement;
        if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("columns", out var columns) && root.TryGetProperty("data", out var data)
            && columns.ValueKind == JsonValueKind.Array && IsArrayOf(data, JsonValueKind.Array))
        {
            var cells = data.EnumerateArray().Select(row => row.EnumerateArray().Select(Cell));
            return Table(preview, [.. columns.EnumerateArray().Select(Cell)], data.GetArrayLength(), cells);
        }
        if (!IsArrayOf(root, JsonValueKind.Object) || root.GetArrayLength() == 0) return null;

        var names = root.EnumerateArray().Take(MostRows).SelectMany(row => row.EnumerateObject().Select(field => field.Name)).Distinct().ToArray();
        var rows = root.EnumerateArray().Select(row => names.Select(name => row.TryGetProperty(name, out var value) ? Cell(value) : Figures.None));
        return Table(preview, names, root.GetArrayLength(), rows);
    }

    static bool IsArrayOf(JsonElement json, JsonValueKind kind) => json.ValueKind == JsonValueKind.Array && json.EnumerateArray().All(row => row.ValueKind == kind);

    static ArtifactPreview Rows(ArtifactPreview preview, DataFrame frame, bool isWhole = true)
    {
        var table = frame.Limit(MostRows + 1).ToTable();
        var rows = Enumerable.Range(0, table.RowCount).Select(row => table.Columns.Take(MostColumns).Select(column => Cell(column, row)));
        return Table(preview, [.. table.Schema.Fields.Select(field => field.Name)], isWhole && table.RowCount <= MostRows ? table.RowCount : null, rows);
    }

    static ArtifactPreview Table(ArtifactPreview preview, string[] columns, int? rows, IEnumerable<IEnumerable<string>> cells)
    {
        var notes = new List<string>();
        if (rows is null or > MostRows) notes.Add($"the first {MostRows}{(rows is { } all ? $" of {Figures.Number(all)}" : "")} rows");
        if (columns.Length > MostColumns) notes.Add($"the first {MostColumns} of {Figures.Number(columns.Length)} columns");
        return preview with
        {
            Columns = [.. columns.Take(MostColumns)],
            Rows = [.. cells.Take(MostRows).Select(row => (IReadOnlyList<string>)[.. row.Take(MostColumns)])],
            Note = notes.Count > 0 ? $"Shown: {string.Join(", ", notes)}." : Figures.Count(rows ?? 0, "row"),
        };
    }

    static string Cell(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null => Figures.None,
        JsonValueKind.String => Cut(value.GetString() ?? ""),
        _ => Cut(value.GetRawText()),
    };

    static string Cell(Column column, int row) => column.IsNull(row) ? Figures.None : Cut(Text(column.Value(row)));

    static string Text(object? value) => value switch
    {
        null => Figures.None,
        string text => text,
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset time => Figures.Iso(time),
        byte[] bytes => $"{Figures.Bytes(bytes.Length)} of bytes",
        IEnumerable values => $"[{string.Join(", ", values.Cast<object?>().Take(20).Select(Text))}]",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    // DuckDB reads files by name; a copy of its own keeps it away from the store and from what is uploaded meanwhile.
    static ArtifactPreview WithCopy(string extension, Stream content, long bytes, Func<string, ArtifactPreview> read)
    {
        var folder = Directory.CreateTempSubdirectory("panta-preview-");
        try
        {
            var copy = System.IO.Path.Combine(folder.FullName, "file" + extension);
            using (var file = File.Create(copy)) CopyAtMost(content, file, bytes);
            return read(copy);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static void CopyAtMost(Stream from, Stream to, long bytes)
    {
        var buffer = new byte[1 << 16];
        for (int read; bytes > 0 && (read = from.Read(buffer, 0, (int)Math.Min(buffer.Length, bytes))) > 0; bytes -= read) to.Write(buffer, 0, read);
    }

    static byte[] Head(Stream file, int bytes)
    {
        if (file.CanSeek) file.Position = 0;
        var head = new byte[bytes];
        return head[..file.ReadAtLeast(head, bytes, throwOnEndOfStream: false)];
    }

    static string Cut(string text) => text.Length <= LongestCell ? text : text[..LongestCell] + "…";

    static string Join(string a, string b) => a.Length > 0 && b.Length > 0 ? $"{a} {b}" : a + b;
}
