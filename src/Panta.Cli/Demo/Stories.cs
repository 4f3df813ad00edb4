using System.Collections.Immutable;
using Panta.Data.Frames;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Data.Tables;
using Panta.Data.Writing;

namespace Panta.Cli.Demo;

/// <summary>The two projects of the demo: their files laid out in a folder, and the history that is lived through again.</summary>
public static class Stories
{
    /// <summary>The seed with which the demo's glassware is made.</summary>
    public const int Seed = 20190711;

    static readonly string[] BikeFeatures = ["season", "mnth", "hr", "holiday", "weekday", "workingday", "weathersit", "temp", "atemp", "hum", "windspeed"];

    /// <summary>The folder of the examples beside the program.</summary>
    public static string Examples => Path.Combine(AppContext.BaseDirectory, "examples");

    /// <summary>Hourly demand of a bike-sharing system: real data, 26 February 2011 to 31 December 2012, labels a day late.</summary>
    public static Replay Bikes()
    {
        var hours = Read.Csv(Path.Combine(Examples, "bikes", "hour.csv"));
        var query = $"""
            SELECT CAST(dteday AS TIMESTAMP) + to_hours(hr) AS time, strftime(dteday, '%Y-%m-%d') || '-' || hr AS hour, {string.Join(", ", BikeFeatures)}, cnt,
                   CAST(dteday AS TIMESTAMP) + to_hours(hr + 24) AS counted
            FROM hours WHERE dteday >= DATE '2011-02-26' ORDER BY time
            """;
        return new()
        {
            Project = "bikes",
            Endpoints = ["bikes", "bikes-frozen"],
            Rows = AsInstants(DataFrame.Sql(query, new Dictionary<string, DataFrame> { ["hours"] = hours }).ToTable(), "time", "counted"),
            Sent = ["time", "hour", .. BikeFeatures],
            Time = "time",
            Key = "hour",
            Label = "cnt",
            LabelTime = "counted",
            Start = new(2011, 2, 26, 0, 0, 0, TimeSpan.Zero),
        };
    }

    /// <summary>The factory's pieces from 11 July 2019 on.</summary>
    /// <param name="seed">Sets every random number.</param>
    public static Replay Factory(int seed = Seed)
    {
        var pieces = Glassware.Make(seed);
        var deployed = Enumerable.Range(0, pieces.RowCount).First(row => (DateTimeOffset)pieces["process_time"].Value(row)! >= Glassware.Deployed);
        return new()
        {
            Project = "glassware",
            Endpoints = ["glassware", "glassware-frozen"],
            Rows = pieces.Slice(deployed, pieces.RowCount - deployed),
            Sent = ["process_time", "pid", "temp", "pressure", "duration"],
            Time = "process_time",
            Key = "pid",
            Label = "quality",
            LabelTime = "check_time",
            Start = Glassware.Deployed,
        };
    }

    /// <summary>Lays the glassware project out in a folder: its file, and what the factory made before the first model was deployed.</summary>
    /// <param name="folder">The folder; made where there is none.</param>
    /// <param name="seed">Sets every random number.</param>
    /// <returns>The project file.</returns>
    public static string LayOutFactory(string folder, int seed = Seed)
    {
        Directory.CreateDirectory(folder);
        var pieces = Glassware.Make(seed);
        var before = pieces.Where(row => (DateTimeOffset)pieces["process_time"].Value(row)! < Glassware.Deployed).Without("check_time");
        ParquetFile.Write(Path.Combine(folder, "first-days.parquet"), before);
        var file = Path.Combine(folder, "panta.yaml");
        File.Copy(Path.Combine(Examples, "glassware", "panta.yaml"), file, overwrite: true);
        return file;
    }

    // Hours of the source have no zone; the demo takes them as UTC.
    static Table AsInstants(Table table, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
            table = table.With(new Field(name, DataType.Timestamp), new Column<long>(DataType.Timestamp, ((Column<long>)table[name]).Values, table[name].Validity));
        return table;
    }
}
