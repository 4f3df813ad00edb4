using Panta.Data.Expressions;
using Panta.Data.Reading;
using Panta.Data.Schemas;
using Panta.Tests;

namespace Panta.Data.Tests.Reading;

/// <summary>Real files with their oddities, against the figures of their own descriptions.</summary>
public sealed class SharedFilesTests
{
    [SharedFact("data/occupancy/datatest.txt")]
    public void Occupancy_has_a_column_more_than_its_header_names()
    {
        var scan = FileScan.Csv(Shared.Path("data/occupancy/datatest.txt"));
        var table = scan.Rows.ToTable();

        Assert.Equal(
            "(row: long, date: timestamp_ntz, Temperature: double, Humidity: double, Light: double, CO2: double, HumidityRatio: double, Occupancy: long)",
            table.Schema.ToString());
        Assert.Contains("the header names 7 of 8 columns: the first is called 'row'", scan.Inferred.Notes);
        Assert.Equal((2_665, 972.0), (table.RowCount, table.Numbers("Occupancy").ToArray().Sum()));
        Assert.Equal([140L, new DateTime(2015, 2, 2, 14, 19, 0), 23.7], table.Columns.Take(3).Select(column => column.Value(0)));
    }

    [SharedFact("data/occupancy/datatest.txt")]
    public void Occupancy_is_one_frame_of_three_files()
    {
        var rows = Read.Csv(new[] { "datatest", "datatraining", "datatest2" }.Select(name => Shared.Path($"data/occupancy/{name}.txt")));

        Assert.Equal(20_560, rows.Count());
        Assert.Equal(972 + 1_729 + 2_049, rows.Where(Functions.Col("Occupancy").EqualTo(1)).Count());
    }

    [SharedFact("data/adult/adult-train.csv.gz")]
    public void Adult_has_no_header_and_spaces_before_its_values()
    {
        var table = Read.Csv(Shared.Path("data/adult/adult-train.csv.gz"), new() { NullTexts = [" ?"] }).ToTable();

        Assert.Equal(32_561, table.RowCount);
        Assert.Equal(DataType.Int64, table.Schema["column2"].Type);
        Assert.Equal(2_399, Enumerable.Range(0, table.RowCount).Count(row => table.Columns.Any(column => column.IsNull(row))));
        Assert.Equal(7_841, Columns.Values(table["column14"]).Count(value => (string?)value == " >50K"));
    }

    [SharedFact("data/telco_churn/Telco-Customer-Churn.csv")]
    public void Blanks_make_a_text_of_charges_until_they_mean_null()
    {
        var path = Shared.Path("data/telco_churn/Telco-Customer-Churn.csv");

        var charges = FileScan.Csv(path).Inferred.Columns.Single(column => column.Name == "TotalCharges");

        Assert.Equal((DataType.String, "double", " ", 490L), (charges.Type, charges.RuledOut, charges.RuledOutBy, charges.Line));
        var table = Read.Csv(path, new() { NullTexts = ["", " "] }).ToTable();
        Assert.Equal((DataType.Float64, 11, 7_043), (table.Schema["TotalCharges"].Type, table["TotalCharges"].Validity.NullCount(), table.RowCount));
    }

    [SharedFact("data/elec2/electricity.csv.gz")]
    public void Packed_files_without_a_last_line_end_and_empty_values_are_whole()
    {
        Assert.Equal(45_312, Read.Csv(Shared.Path("data/elec2/electricity.csv.gz")).Count());
        Assert.Equal(207, Read.Csv(Shared.Path("data/california_housing/housing.csv")).ToTable()["total_bedrooms"].Validity.NullCount());
    }
}
