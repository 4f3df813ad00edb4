using System.Globalization;
using Panta.Tracking.Stores;

namespace Panta.Tracking.Runs;

/// <summary>Which datasets the runs of experiments read. Thread-safe.</summary>
/// <param name="database">Where they are kept.</param>
public sealed class DatasetSearch(Database database)
{
    const int ExperimentLimit = 20;
    const int UseLimit = 1000;

    /// <summary>The distinct uses of datasets, at most 1,000.</summary>
    /// <param name="experimentIds">1 to 20 experiments.</param>
    public IReadOnlyList<DatasetUse> Search(IReadOnlyList<string> experimentIds)
    {
        if (experimentIds.Count == 0) throw new ArgumentException("SearchDatasets request must specify at least one experiment_id.");
        if (experimentIds.Count > ExperimentLimit)
            throw new ArgumentException(
                $"SearchDatasets request cannot specify more than {ExperimentLimit} experiment_ids. Received {experimentIds.Count} experiment_ids.");

        var experiments = experimentIds.Select(Limits.ParseExperimentId).Distinct().ToArray();
        return database.Read(c =>
        {
            return c.Rows(
                $"""
                SELECT DISTINCT d.experiment_id, d.name, d.digest, t.value
                FROM datasets d JOIN run_datasets u ON u.dataset = d.dataset
                LEFT JOIN run_dataset_tags t ON t.run = u.run AND t.dataset = u.dataset AND t.key = '{DatasetInput.ContextTag}'
                WHERE d.experiment_id IN @0 ORDER BY d.experiment_id, d.name, d.digest LIMIT {UseLimit}
                """,
                r => new DatasetUse(r.GetInt64(0).ToString(CultureInfo.InvariantCulture), r.GetString(1), r.GetString(2), r.TextOrNull(3)),
                experiments);
        });
    }
}
