CREATE TABLE [Order Details](
   [OrderID]INTEGER NOT NULL,
   [ProductID]INTEGER NOT NULL,
   [UnitPrice]NUMERIC NOT NULL DEFAULT 0,
   [Quantity]INTEGER NOT NULL DEFAULT 1,
   [Discount]REAL NOT NULL DEFAULT 0,
    PRIMARY KEY ("OrderID","ProductID"),
    CHECK ([Discount]>=(0) AND [Discount]<=(1)),
    CHECK ([Quantity]>(0)),
    FOREIGN KEY ([OrderID]) REFERENCES [Orders] ([OrderID]) ON DELETE NO ACTION ON UPDATE NO ACTION
);
CREATE TABLE [Orders]([OrderID]INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, [OrderDate]DATETIME NULL, [Freight]NUMERIC NULL DEFAULT 0, [ShipName]TEXT NULL);
CREATE TABLE [CustomerDemographics]([CustomerTypeID]TEXT NOT NULL, [CustomerDesc]TEXT, PRIMARY KEY ("CustomerTypeID"));
CREATE VIEW [Order Subtotals] AS SELECT "Order Details".OrderID, Sum(UnitPrice*Quantity) AS Subtotal FROM "Order Details" GROUP BY "Order Details".OrderID;
