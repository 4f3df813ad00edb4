using System.Buffers;
using System.Text.Json;
using Panta.Data.Tables;

namespace Panta.Serving.Benchmarks;

/// <summary>Writes rows as request bodies.</summary>
static class Requests
{
    public static byte[] Records(Table rows, IReadOnlyList<string> columns)
    {
        var output = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartObject();
            json.WriteStartArray("dataframe_records");
            for (var row = 0; row < rows.RowCount; row++)
            {
                json.WriteStartObject();
                foreach (var column in columns) json.WriteNumber(column, rows.Numbers(column).Span[row]);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return output.WrittenSpan.ToArray();
    }
}
