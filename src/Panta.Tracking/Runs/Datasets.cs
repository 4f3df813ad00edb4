using System.Data;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Runs;

/// <summary>Datasets as rows: one a name and digest in an experiment, however many runs read it.</summary>
static class Datasets
{
    public const int DigestLength = 36;
    const int SourceLength = 65_535;
    const int SchemaLength = 1_048_575;
    const int ProfileLength = 16_777_215;
    const int TagKeyLength = 255;
    const int TagValueLength = 500;

    public static void Require(DatasetInput input, string path)
    {
        var dataset = input.Dataset;
        Limits.RequireLength(dataset.Name, Limits.NameLength, "name");
        Limits.RequireLength(dataset.Digest, DigestLength, "digest");
        Limits.RequireLength(dataset.Source, SourceLength, "source");
        Limits.RequireLength(dataset.Schema ?? "", SchemaLength, "schema");
        Limits.RequireLength(dataset.Profile ?? "", ProfileLength, "profile");
        Limits.RequireLength(dataset.SourceType, Limits.NameLength, "source_type");
        Limits.RequireCount(input.Tags.Count, $"{path}.tags");
        for (var i = 0; i < input.Tags.Count; i++)
        {
            Limits.RequireLength(input.Tags[i].Key, TagKeyLength, $"{path}.tags[{i}].key");
            Limits.RequireLength(input.Tags[i].Value, TagValueLength, $"{path}.tags[{i}].value");
        }
    }

    public static void Add(IDbConnection connection, long run, DatasetInput input)
    {
        var dataset = input.Dataset;
        var experiment = connection.First("SELECT experiment_id FROM runs WHERE run = @0", r => r.GetInt64(0), run);
        connection.Run(
            """
            INSERT INTO datasets (experiment_id, name, digest, source_type, source, schema, profile) VALUES (@0, @1, @2, @3, @4, @5, @6)
            ON CONFLICT (experiment_id, name, digest) DO NOTHING
            """,
            experiment, dataset.Name, dataset.Digest, dataset.SourceType, dataset.Source, dataset.Schema, dataset.Profile);
        var key = connection.First(
            "SELECT dataset FROM datasets WHERE experiment_id = @0 AND name = @1 AND digest = @2",
            r => r.GetInt64(0), experiment, dataset.Name, dataset.Digest);

        if (connection.Run("INSERT INTO run_datasets (run, dataset) VALUES (@0, @1) ON CONFLICT DO NOTHING", run, key) == 0) return;
        foreach (var tag in input.Tags)
            connection.Run(
                "INSERT INTO run_dataset_tags (run, dataset, key, value) VALUES (@0, @1, @2, @3) ON CONFLICT DO NOTHING", run, key, tag.Key, tag.Value);
    }
}
