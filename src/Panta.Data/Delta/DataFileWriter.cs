using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Storage;
using Panta.Data.Tables;

namespace Panta.Data.Delta;

/// <summary>Writes rows into Parquet files of a table, on disk before the log names them, and says what the log has to say of each.</summary>
sealed class DataFileWriter(ITableFiles files, TimeProvider time)
{
    /// <summary>Writes the rows: one file, or one for each combination of partition values.</summary>
    /// <param name="rows">The rows, columns by our names.</param>
    /// <param name="schema">The table's schema with structs.</param>
    /// <param name="partitionColumns">The columns kept in the log.</param>
    /// <returns>The <c>add</c> actions.</returns>
    public List<JsonObject> Write(Table rows, Schema schema, ImmutableArray<string> partitionColumns)
    {
        var leaves = Leaf.Of(schema);
        var partitions = partitionColumns.Select(name => leaves.Single(leaf => leaf.Path is [var column] && column == name)).ToList();
        var stored = leaves.Where(leaf => !partitions.Contains(leaf)).ToList();
        var adds = new List<JsonObject>();
        var digest = FileColumns.Of(schema, partitionColumns).Digest;
        using var staged = files.Stage();
        foreach (var part in Split(rows, partitions))
        {
            var add = WriteFile(staged, part, schema, partitions, stored);
            add["tags"] = new JsonObject { [FileColumns.Tag] = digest };
            adds.Add(add);
        }

        staged.Publish();
        return adds;
    }

    /// <summary>Deletes files that no commit came to name.</summary>
    public void Discard(IEnumerable<JsonObject> adds) => files.Delete(adds.Select(add => (string)add["path"]!));

    static IEnumerable<Table> Split(Table rows, List<Leaf> partitions)
    {
        if (partitions.Count == 0) return [rows];

        return Enumerable.Range(0, rows.RowCount)
            .GroupBy(row => string.Join('\0', partitions.Select(leaf => PartitionText(rows[leaf.Field.Name], row) ?? "\u0001")))
            .Select(group => rows.Take(group.ToArray()));
    }

    JsonObject WriteFile(IStagedFiles staged, Table rows, Schema schema, List<Leaf> partitions, List<Leaf> stored)
    {
        var name = $"part-00000-{Guid.CreateVersion7(time.GetUtcNow())}-c000.zstd.parquet";
        var path = staged.Add(name);
        try
        {
            // By position: DuckDB takes names that differ in case only for the same.
            var numbered = new Table(new([.. rows.Schema.Fields.Select((field, i) => field with { Name = $"c{i}" })]), rows.Columns, rows.RowCount);
            DeltaEngine.With(numbered, (db, source) => db.Execute(
                $"COPY (SELECT {Columns(schema, rows.Schema, partitions)} FROM {source}) TO {DuckDb.Literal(path)} (FORMAT parquet, COMPRESSION zstd)"));
        }
        catch (DuckDbException error)
        {
            throw new DeltaException(files.PathOf(name), $"the data file could not be written: {error.Message}", error);
        }

        var values = new JsonObject();
        foreach (var leaf in partitions) values[leaf.Path[0]] = rows.RowCount == 0 ? null : PartitionText(rows[leaf.Field.Name], 0);
        return new()
        {
            ["path"] = name,
            ["partitionValues"] = values,
            ["size"] = new FileInfo(path).Length,
            ["modificationTime"] = time.GetUtcNow().ToUnixTimeMilliseconds(),
            ["dataChange"] = true,
            ["stats"] = StatisticsJson.Of(rows, stored.Where(leaf => rows.Schema.Contains(leaf.Field.Name))),
        };
    }

    static string Columns(Schema schema, Schema rows, List<Leaf> partitions) => string.Join(", ", schema.Fields
        .Where(field => !partitions.Exists(leaf => leaf.Path[0] == field.Name))
        .Select(field => $"{Value(field, SchemaJson.NameOf(field), rows)} AS {DuckDb.Quote(field.Name)}"));

    static string Value(Field field, string name, Schema rows)
    {
        if (field.Type.Fields is { } inner)
        {
            var fields = inner.Fields.Select(nested => $"{DuckDb.Quote(nested.Name)} := {Value(nested, $"{name}.{SchemaJson.NameOf(nested)}", rows)}");
            return $"struct_pack({string.Join(", ", fields)})";
        }

        return $"CAST({(rows.Contains(name) ? $"c{rows.IndexOf(name)}" : "NULL")} AS {NativeText.FindType(field.Type)})";
    }

    static string? PartitionText(Column column, int row) => column.Value(row) switch
    {
        null or "" => null,
        DateOnly day => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        DateTimeOffset instant => instant.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture),
        DateTime local => local.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture),
        bool truth => truth ? "true" : "false",
        var value => Convert.ToString(value, CultureInfo.InvariantCulture),
    };
}
