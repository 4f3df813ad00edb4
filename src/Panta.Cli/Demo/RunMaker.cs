using System.Globalization;
using Panta.Tracking.Runs;

namespace Panta.Cli.Demo;

/// <summary>
/// Makes up the runs of an experiment: searches of a dozen trials under a parent, over months, most of them finished, some failed, the newest still
/// running. The same seed and the same end give the same runs.
/// </summary>
sealed class RunMaker(RunKind kind, int seed, DateTimeOffset end, int count)
{
    /// <summary>Runs of a search: its parent and the trials.</summary>
    public const int SearchSize = 13;

    const int Running = 4;
    static readonly TimeSpan History = TimeSpan.FromDays(400);

    static readonly string[] _people = ["amira", "ben", "chen", "dana", "ci"];

    /// <summary>The run at a place of the experiment's history; the first of each <see cref="SearchSize"/> is a search's parent.</summary>
    /// <param name="k">Its place, the oldest 0.</param>
    public MadeRun Make(int k)
    {
        var random = new Random(HashOf(seed, kind.Prefix, k));
        var search = k / SearchSize;
        var isParent = k % SearchSize == 0;
        var choices = kind.Settings.Select(setting => Skewed(random, setting.Values.Length)).ToArray();
        var (status, progress) = StatusOf(random, k);
        var length = TimeSpan.FromSeconds(kind.Seconds * Math.Exp(random.NextDouble() - 0.5) * progress);
        // Work grew with time: places are spread by their square root.
        var start = end - (History * (1 - Math.Sqrt((k + 1.0) / (count + 1)))) - TimeSpan.FromSeconds(kind.Seconds * 0.2) - TimeSpan.FromMilliseconds(random.Next(900));
        var params_ = kind.Settings.Select((setting, i) => new Param(setting.Name, setting.Values[choices[i]])).Append(new("seed", $"{random.Next(1, 6)}"));
        return new()
        {
            Name = isParent ? $"search-{search:0000}" : $"{kind.Prefix}-{search:0000}-{k % SearchSize:00}",
            User = _people[HashOf(seed, "person", search) % _people.Length],
            Start = start,
            Length = status == RunStatus.Running ? null : length,
            Status = status,
            Params = isParent ? [new("trials", $"{SearchSize - 1}"), new("sampler", "tpe")] : [.. params_],
            Metrics = isParent ? [] : Metrics(random, choices, start, length, status, progress),
            Tags = Tags(search, isParent),
        };
    }

    List<Metric> Metrics(Random random, int[] choices, DateTimeOffset start, TimeSpan length, RunStatus status, double progress)
    {
        var loss = choices.Select((choice, i) => choice * choice * (0.05 + (0.02 * (i % 3)))).Sum() + (Math.Abs(Normal(random)) * 0.12);
        var score = kind.Score.Best * (1 + (kind.Score.Spread * loss));
        var hasDiverged = status == RunStatus.Failed && random.NextDouble() < 0.4;
        var metrics = new List<Metric>();
        var steps = Math.Max(2, (int)(kind.Curve.Steps * (0.7 + (0.6 * random.NextDouble()))));
        for (var step = 1; step <= Math.Max(1, steps * progress); step++)
        {
            var value = score * (1 + (1.6 * Math.Exp(-4.0 * step / steps)) + (0.01 * Normal(random)));
            metrics.Add(new(kind.Curve.Name, hasDiverged && step > steps / 3 ? double.NaN : value, Milliseconds(start + (length * step / steps)), step));
        }

        if (status != RunStatus.Finished) return metrics;

        var at = Milliseconds(start + length);
        metrics.Add(new(kind.Score.Name, Rounded(score), at));
        metrics.AddRange(kind.Others.Select(other => new Metric(other.Name, Rounded(other.Best * (1 + (other.Slope * loss)) * (1 + (0.004 * Normal(random)))), at)));
        return metrics;
    }

    List<Tag> Tags(int search, bool isParent)
    {
        var commit = HashOf(seed, "commit", search / 3);
        var tags = new List<Tag>
        {
            new("mlflow.user", _people[HashOf(seed, "person", search) % _people.Length]), new("mlflow.source.name", $"{kind.Prefix}/train.py"), new("mlflow.source.type", "LOCAL"),
            new("mlflow.source.git.commit", $"{commit:x8}{HashOf(seed, "more", search / 3):x8}"), new("team", kind.Team), new("data", $"2026.{1 + (search % 12):00}"),
        };
        if (isParent && search % 7 == 0) tags.Add(new("mlflow.note.content", $"Search {search}: wider settings after the data of 2026.{1 + (search % 12):00}."));
        if (search % 9 == 0) tags.Add(new("purpose", "nightly"));
        return tags;
    }

    (RunStatus Status, double Progress) StatusOf(Random random, int k)
    {
        var luck = random.NextDouble();
        if (k >= count - Running) return (RunStatus.Running, 0.2 + (0.6 * random.NextDouble()));
        return luck switch
        {
            < 0.045 => (RunStatus.Failed, 0.1 + (0.8 * random.NextDouble())),
            < 0.06 => (RunStatus.Killed, 0.1 + (0.8 * random.NextDouble())),
            _ => (RunStatus.Finished, 1),
        };
    }

    // Searches close in on what works: the best value is drawn most often.
    static int Skewed(Random random, int values) => (int)(values * Math.Pow(random.NextDouble(), 1.6));

    static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    static double Rounded(double value) => double.Parse(value.ToString("G6", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);

    static long Milliseconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds();

    // FNV-1a: string.GetHashCode differs from process to process.
    static int HashOf(int seed, string text, int number)
    {
        var hash = 2_166_136_261u;
        foreach (var c in $"{seed} {text} {number}") hash = (hash ^ c) * 16_777_619;
        return (int)(hash & int.MaxValue);
    }
}
