using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Panta.Data.Reading;

namespace Panta.Data.Delta;

/// <summary>Writes classic checkpoints: the state of a version as one Parquet file, made of the JSON of the commits by DuckDB.</summary>
static class Checkpoint
{
    const string Columns = """
        {txn: 'STRUCT(appId VARCHAR, "version" BIGINT, lastUpdated BIGINT)',
        add: 'STRUCT("path" VARCHAR, partitionValues MAP(VARCHAR, VARCHAR), "size" BIGINT, modificationTime BIGINT, dataChange BOOLEAN, stats VARCHAR, tags MAP(VARCHAR, VARCHAR),
          deletionVector STRUCT(storageType VARCHAR, pathOrInlineDv VARCHAR, "offset" INTEGER, sizeInBytes INTEGER, cardinality BIGINT),
          baseRowId BIGINT, defaultRowCommitVersion BIGINT, clusteringProvider VARCHAR)',
        remove: 'STRUCT("path" VARCHAR, deletionTimestamp BIGINT, dataChange BOOLEAN, extendedFileMetadata BOOLEAN, partitionValues MAP(VARCHAR, VARCHAR), "size" BIGINT,
          deletionVector STRUCT(storageType VARCHAR, pathOrInlineDv VARCHAR, "offset" INTEGER, sizeInBytes INTEGER, cardinality BIGINT),
          baseRowId BIGINT, defaultRowCommitVersion BIGINT)',
        metaData: 'STRUCT(id VARCHAR, "name" VARCHAR, description VARCHAR, format STRUCT(provider VARCHAR, options MAP(VARCHAR, VARCHAR)), schemaString VARCHAR,
          partitionColumns VARCHAR[], createdTime BIGINT, "configuration" MAP(VARCHAR, VARCHAR))',
        protocol: 'STRUCT(minReaderVersion INTEGER, minWriterVersion INTEGER, readerFeatures VARCHAR[], writerFeatures VARCHAR[])',
        domainMetadata: 'STRUCT("domain" VARCHAR, "configuration" VARCHAR, removed BOOLEAN)'}
        """;

    /// <summary>Writes the checkpoint of a version, then the hint that names it. Failing leaves the table as good as before.</summary>
    /// <param name="log">The table's log.</param>
    /// <param name="table">The table at the version.</param>
    /// <param name="now">The time; tombstones older than the retention are left out.</param>
    public static void Write(LogFolder log, DeltaSnapshot table, DateTimeOffset now)
    {
        var (version, state) = (table.Version, table.State);
        var name = LogFolder.NameOf(version, "checkpoint.parquet");
        using var staged = log.Files.Stage();
        var (path, lines) = (staged.Add(name, watched: true), staged.Scratch());
        try
        {
            var count = WriteLines(lines, state, now - Retention.OfFiles(table));
            using var db = SharedDuckDb.Connect();
            db.Execute(
                $"COPY (SELECT {CheckpointStatistics.Columns(table)} FROM read_json({FilePaths.Literal(lines)}, format = 'newline_delimited', maximum_object_size = 268435456, columns = {Columns})) "
                + $"TO {DuckDb.Literal(path)} (FORMAT parquet, COMPRESSION snappy)");
            var bytes = new FileInfo(path).Length;
            staged.Publish();
            WriteHint(log, version, count, state.Files.Count, bytes);
        }
        catch (DuckDbException error)
        {
            throw new DeltaException(log.Files.PathOf(name), $"the checkpoint could not be written: {error.Message}", error);
        }
    }

    static int WriteLines(string path, TableState state, DateTimeOffset oldestTombstone)
    {
        using var file = new StreamWriter(path, append: false, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { NewLine = "\n" };
        var count = 0;
        void Line(string name, string action)
        {
            file.WriteLine($"{{\"{name}\":{action}}}");
            count++;
        }

        Line("protocol", state.Protocol.Raw);
        Line("metaData", state.Metadata.Raw);
        foreach (var (_, raw) in state.Transactions.Values) Line("txn", raw);
        foreach (var raw in state.Domains.Values) Line("domainMetadata", raw);
        foreach (var add in state.Files.Values.OrderBy(add => add.Order)) Line("add", (add with { DataChange = false }).Raw);
        foreach (var remove in state.Tombstones.Values.Where(remove => remove.DeletionTimestamp is not { } at || at >= oldestTombstone.ToUnixTimeMilliseconds()))
            Line("remove", (remove with { DataChange = false }).Raw);
        return count;
    }

    static void WriteHint(LogFolder log, long version, int actions, int files, long bytes) => log.Files.Replace(
        $"{LogFolder.Name}/_last_checkpoint",
        JsonSerializer.SerializeToUtf8Bytes(new JsonObject { ["version"] = version, ["size"] = actions, ["sizeInBytes"] = bytes, ["numOfAddFiles"] = files }));
}
